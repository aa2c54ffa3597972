#include "support/option_reader.hpp"

#include "text/nearest.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace fairway {

option_reader::option_reader(command_table table) : table_(std::move(table)) {}

bool option_reader::parse(const arguments& args) {
    bool only_arguments = false;
    for (std::size_t at = 0; at < args.size(); ++at) {
        const auto& word = args[at];
        if (only_arguments || word.size() < 2 || word[0] != '-')
            read_argument(word);
        else if (word == "--")
            only_arguments = true;
        else
            read_option(args, at);
    }
    if (has("help")) {
        problems_.clear();
        return true;
    }
    std::size_t least = 0;
    for (const auto& a : table_.arguments) {
        least += a.least;
        if (words_.size() < least) problem("", a.missing.empty() ? a.name + " is missing" : a.missing);
    }
    return problems_.empty();
}

void option_reader::read_argument(const std::string& word) {
    std::size_t most = 0;
    for (const auto& a : table_.arguments)
        most = a.most > std::numeric_limits<std::size_t>::max() - most ? a.most : most + a.most;
    if (words_.size() < most)
        words_.push_back(word);
    else
        problem("", "unexpected argument " + in_quotes(word));
}

void option_reader::read_option(const arguments& args, std::size_t& at) {
    const auto& word = args[at];
    const auto equals = word.find('=');
    const auto given = word.substr(0, equals);
    if (given == "--help" || given == "-h") {
        given_["help"];
        return;
    }
    const auto next_is_value = [&] {
        return equals == std::string::npos && at + 1 < args.size() && !args[at + 1].starts_with("--");
    };
    const auto* row = given.starts_with("--") ? table_.find_option(given.substr(2)) : nullptr;
    if (row == nullptr) {
        std::vector<std::string> names;
        for (const auto& section : table_.sections)
            for (const auto& o : section.options)
                names.push_back("--" + o.name);
        problem("", "unknown option " + given + did_you_mean(given, names));
        // What follows is most likely its value: another problem about that would only distract.
        if (next_is_value() && table_.arguments.empty()) ++at;
        return;
    }
    auto& values = given_[row->name];
    if (row->value.empty()) {
        if (equals != std::string::npos) problem("", given + " takes no value");
        return;
    }
    std::string value;
    if (equals != std::string::npos)
        value = word.substr(equals + 1);
    else if (next_is_value())
        value = args[++at];
    if (value.empty())
        problem("", given + " needs a value");
    else if (!values.empty() && !row->repeatable)
        problem("", given + " is given more than once");
    else
        values.push_back(std::move(value));
}

std::vector<std::string> option_reader::all(const std::string& name) const {
    const auto found = given_.find(name);
    return found == given_.end() ? std::vector<std::string>() : found->second;
}

std::optional<std::string> option_reader::once(const std::string& name) const {
    const auto found = given_.find(name);
    return found == given_.end() || found->second.empty() ? std::nullopt : std::optional(found->second.front());
}

std::vector<std::string> option_reader::split(const std::string& name, const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const auto comma = std::min(text.find(',', at), text.size());
        if (comma == at)
            problem("--" + name, "\"" + text + "\": empty name between commas");
        else
            parts.push_back(text.substr(at, comma - at));
        at = comma + 1;
    }
    return parts;
}

std::vector<std::string> option_reader::list(const std::string& name) {
    std::vector<std::string> parts;
    for (const auto& text : all(name))
        for (auto& part : split(name, text))
            parts.push_back(std::move(part));
    return parts;
}

std::optional<std::pair<std::string, std::string>> option_reader::pair(const std::string& name, const std::string& text,
                                                                       const std::string& expected) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
        problem("--" + name, "\"" + text + "\": expected " + expected);
        return std::nullopt;
    }
    return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

std::optional<double> option_reader::number(const std::string& name, double least, double most,
                                            const std::string& expected) {
    const auto text = once(name);
    if (!text) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc() || end != text->data() + text->size() || !(value >= least && value <= most)) {
        problem("--" + name, "\"" + *text + "\": expected " + expected);
        return std::nullopt;
    }
    return value;
}

int option_reader::refuse(std::vector<fairway::problem> problems) {
    for (auto& p : problems)
        problems_.push_back(std::move(p));
    return exit_status::usage;
}

void option_reader::problem(const std::string& option, std::string message) {
    problems_.push_back({option, "", std::move(message)});
}

} // namespace fairway
