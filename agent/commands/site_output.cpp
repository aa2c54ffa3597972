#include "agent/commands/site_output.hpp"

#include "agent/commands/new_file.hpp"
#include "agent/commands/whom_options.hpp"
#include "support/text_file.hpp"
#include "text/columns.hpp"

#include <ostream>

namespace fairway {

option_section with_site_output(option_section options) {
    options.options.push_back({"output", "FILE", "the file to write; default: standard output"});
    options.options.push_back({"force", "", "replace FILE if it exists"});
    options.options.push_back(matrix_option());
    return options;
}

void check_site_output(option_reader& given) {
    if (!given.has("output") && given.has("force")) given.problem("--force", "has no effect without --output FILE");
    check_new_file(given, "output");
}

int write_site(const site& s, const matrix& m, const option_reader& given, const console& io) {
    const std::string text = to_site_file(s, m);
    const auto path = given.once("output");
    if (!path) {
        io.out << text;
        return exit_status::ok;
    }
    write_named_file(*path, text);
    io.err << *path << ": written, " << counted(s.hosts.size(), "host", "hosts") << "\nNext: fairway site check "
           << *path << '\n';
    return exit_status::ok;
}

} // namespace fairway
