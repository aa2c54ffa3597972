#pragma once

#include <string>
#include <vector>

namespace fairway {

/// The words behind the program's name, in UTF-8, as whoever started it wrote them. With those that main() got.
std::vector<std::string> program_arguments(int argc, char** argv);

/// What a program needs of the console that it stands on, to be made before the first output and to live until the
/// last. Standard output and standard error are then UTF-8 with "\n", on a console as well as in a file or pipe; a
/// console that can shows colors; one that closes asks this process to end like Ctrl-Break, and waits for it as long as
/// the system allows. The console gets its own settings back at the end. Does nothing where all that is so by itself.
class prepared_console {
  public:
    prepared_console();
    ~prepared_console();
    prepared_console(const prepared_console&) = delete;
    prepared_console& operator=(const prepared_console&) = delete;
};

} // namespace fairway
