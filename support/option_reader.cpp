#include "support/option_reader.hpp"

#include "text/nearest.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <charconv>

namespace fairway {

namespace po = boost::program_options;

namespace {

// A name that nobody can type as an option.
constexpr const char* words_name = "word without option";

} // namespace

option_reader::option_reader(std::vector<std::string> valued, std::vector<std::string> flags, words_allowed words)
    : valued_(std::move(valued)), flags_(std::move(flags)), words_allowed_(words) {}

bool option_reader::parse(const arguments& args) {
    po::options_description described;
    auto add = described.add_options();
    for (const auto& name : valued_)
        add(name.c_str(), po::value<std::vector<std::string>>()->composing());
    for (const auto& name : flags_)
        add(name.c_str(), "");
    add("help,h", "");
    auto known = described;
    po::positional_options_description words;
    if (words_allowed_ == words_allowed::yes) {
        known.add_options()(words_name, po::value<std::vector<std::string>>()->composing());
        words.add(words_name, -1);
    }

    po::variables_map given;
    try {
        using style = po::command_line_style::style_t;
        // No guessing of abbreviations: what a script says today must mean the same tomorrow.
        const int no_guessing = style::unix_style & ~style::allow_guessing;
        po::store(po::command_line_parser(args).options(known).positional(words).style(no_guessing).run(), given);
    } catch (const po::unknown_option& e) {
        std::vector<std::string> names;
        for (const auto& o : described.options())
            names.push_back("--" + o->long_name());
        problem(e.get_option_name(), "unknown option" + did_you_mean(e.get_option_name(), names));
        return false;
    } catch (const po::too_many_positional_options_error&) {
        problem("", "unexpected word; options begin with --");
        return false;
    } catch (const po::error_with_option_name& e) {
        problem(e.get_option_name(), "needs a value");
        return false;
    } catch (const po::error& e) {
        problem("", e.what());
        return false;
    }
    for (const auto& [name, value] : given) {
        if (name == words_name) {
            words_ = boost::any_cast<std::vector<std::string>>(value.value());
            continue;
        }
        auto& values = given_[name];
        if (const auto* texts = boost::any_cast<std::vector<std::string>>(&value.value())) values = *texts;
    }
    return true;
}

std::vector<std::string> option_reader::all(const std::string& name) const {
    const auto found = given_.find(name);
    return found == given_.end() ? std::vector<std::string>() : found->second;
}

std::optional<std::string> option_reader::once(const std::string& name) {
    const auto values = all(name);
    if (values.empty()) return std::nullopt;
    if (values.size() > 1) problem("--" + name, "given " + std::to_string(values.size()) + " times; once was expected");
    if (values.front().empty()) problem("--" + name, "is empty");
    return values.front();
}

std::vector<std::string> option_reader::split(const std::string& name, const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const auto comma = std::min(text.find(',', at), text.size());
        if (comma == at)
            problem("--" + name, "\"" + text + "\" has an empty name between commas");
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

void option_reader::problem(const std::string& option, std::string message) {
    problems_.push_back({option, "", std::move(message)});
}

} // namespace fairway
