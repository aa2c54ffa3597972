#pragma once

#include "support/command_line.hpp"
#include "text/problem.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fairway {

/// The options of one command as they were given, and everything that is wrong with them. Names are without "--".
class option_reader {
  public:
    /// Whether a command takes words that belong to no option, such as file names.
    enum class words_allowed { no, yes };

    /// `valued` options take a value, `flags` do not; --help (-h) is always known.
    option_reader(std::vector<std::string> valued, std::vector<std::string> flags,
                  words_allowed words = words_allowed::no);

    /// False: the command line could not be understood at all; problems() says why.
    bool parse(const arguments& args);

    bool has(const std::string& name) const { return given_.count(name) != 0; }

    /// Words that belong to no option, in order.
    const std::vector<std::string>& words() const { return words_; }

    /// All values of an option that may be given several times.
    std::vector<std::string> all(const std::string& name) const;

    /// The value of an option that may be given once; empty is a problem.
    std::optional<std::string> once(const std::string& name);

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

    std::vector<fairway::problem>& problems() { return problems_; }

  private:
    std::vector<std::string> valued_;
    std::vector<std::string> flags_;
    words_allowed words_allowed_;
    std::vector<std::string> words_;
    std::map<std::string, std::vector<std::string>> given_;
    std::vector<fairway::problem> problems_;
};

} // namespace fairway
