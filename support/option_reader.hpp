#pragma once

#include "support/command_line.hpp"
#include "support/command_table.hpp"
#include "text/problem.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fairway {

/// What was given to one command, and everything that is wrong with it. Names are without "--".
class option_reader {
  public:
    explicit option_reader(command_table table);

    /// "--name VALUE", "--name=VALUE", "--switch", arguments, and behind "--" nothing but arguments. Names are never
    /// guessed from their beginnings: what a script says today must mean the same tomorrow. False: something is wrong,
    /// and problems() has all of it. With --help (-h) nothing else matters.
    bool parse(const arguments& args);

    bool has(const std::string& name) const { return given_.count(name) != 0; }

    /// The arguments, in order.
    const std::vector<std::string>& words() const { return words_; }

    /// All values of an option that may be given several times.
    std::vector<std::string> all(const std::string& name) const;

    /// The value of an option that may be given once.
    std::optional<std::string> once(const std::string& name) const;

    /// "a,b" of one value, and of all values of an option; an empty name between commas is a problem.
    std::vector<std::string> split(const std::string& name, const std::string& text);
    std::vector<std::string> list(const std::string& name);

    /// "NAME=VALUE" in two; anything else is a problem that says what was expected.
    std::optional<std::pair<std::string, std::string>> pair(const std::string& name, const std::string& text,
                                                            const std::string& expected);

    /// A number from `least` to `most`; anything else is a problem that says what was expected.
    std::optional<double> number(const std::string& name, double least, double most, const std::string& expected);

    /// `option` as a person wrote it, e.g. "--peer"; empty: the command line as a whole.
    void problem(const std::string& option, std::string message);

    /// Adds what is wrong with the files that the options name, or with what they say together; gives the exit code.
    /// Whoever runs the command prints it.
    int refuse(std::vector<fairway::problem> problems);

    std::vector<fairway::problem>& problems() { return problems_; }

  private:
    void read_option(const arguments& args, std::size_t& at);
    void read_argument(const std::string& word);

    command_table table_;
    std::vector<std::string> words_;
    std::map<std::string, std::vector<std::string>> given_;
    std::vector<fairway::problem> problems_;
};

} // namespace fairway
