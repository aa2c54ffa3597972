#include "matrix/page/port_cell.hpp"

#include "matrix/page/cell_text.hpp"
#include "text/names.hpp"
#include "text/wording.hpp"

#include <algorithm>
#include <optional>

namespace fairway {

namespace {

constexpr std::size_t most_unread = 8; ///< pieces that are told one by one

bool is_port_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Hyphen, en dash, em dash, minus sign.
std::size_t dash_size(std::string_view text) {
    if (text.starts_with('-')) return 1;
    for (const std::string_view dash : {"\xE2\x80\x93", "\xE2\x80\x94", "\xE2\x88\x92"})
        if (text.starts_with(dash)) return dash.size();
    return 0;
}

/// A word that stands in place of a number.
bool says_site_only(const std::string& lower) {
    if (dash_size(lower) == lower.size() || lower == "n/a") return true;
    if (lower.ends_with("_port") || (lower.starts_with('<') && lower.ends_with('>'))) return true;
    for (const std::string_view word : {"custom", "configurable", "user-defined", "other", "others", "varies"})
        if (lower == word) return true;
    return false;
}

class port_cell_reader {
  public:
    explicit port_cell_reader(std::string_view text) : rest_(text) {}

    port_cell read() {
        const auto whole = lower_case(in_one_line(rest_));
        if (whole.starts_with("depends on ") || whole.starts_with("depending on ")) {
            site_only_ = true;
            rest_ = {};
        }
        while (skip_separators())
            if (is_port_digit(rest_.front()))
                read_numbers();
            else
                read_word();
        if (ends_with_comma_) tell("the list of ports ends with a comma: the rest of it may stand in the notes");
        return result();
    }

  private:
    /// False: nothing is left.
    bool skip_separators() {
        lone_space_ = rest_.starts_with(' ') && rest_.find_first_not_of(' ') == 1;
        for (;;) {
            const auto at = rest_.find_first_of(",;/&\n ");
            if (rest_.empty() || at != 0) break;
            if (rest_[0] != ' ') {
                ends_with_comma_ = rest_[0] == ',' || rest_[0] == ';';
                lone_space_ = false;
            }
            rest_.remove_prefix(1);
        }
        if (rest_.empty()) return false;
        ends_with_comma_ = false;
        return true;
    }

    void tell(std::string what) {
        if (cell_.unread.size() < most_unread)
            cell_.unread.push_back(std::move(what));
        else
            ++untold_;
    }

    std::string_view take_digits() {
        const auto digits = rest_.substr(0, std::min(rest_.find_first_not_of("0123456789"), rest_.size()));
        rest_.remove_prefix(digits.size());
        return digits;
    }

    /// Behind a number, whether a range follows: "2500 to 3300", "3260-3262". Then only its end is left.
    bool take_to() {
        auto behind = rest_;
        behind.remove_prefix(std::min(behind.find_first_not_of(" \n"), behind.size()));
        const auto word = lower_case(behind.substr(0, behind.find_first_of(" \n")));
        if (const auto dash = dash_size(behind))
            behind.remove_prefix(dash);
        else if (word == "to" || word == "through")
            behind.remove_prefix(word.size());
        else
            return false;
        behind.remove_prefix(std::min(behind.find_first_not_of(" \n"), behind.size()));
        if (behind.empty() || !is_port_digit(behind.front())) return false;
        rest_ = behind;
        return true;
    }

    bool take_open_end() {
        for (const std::string_view end :
             {"+", " +", " and above", " and higher", " and up", " or above", " or higher"})
            if (lower_case(rest_.substr(0, end.size())) == end) {
                rest_.remove_prefix(end.size());
                return true;
            }
        return false;
    }

    void read_numbers() {
        const bool follows_space_only = lone_space_ && seen_number_;
        std::string text(take_digits());
        if (take_to()) text += '-' + std::string(take_digits());
        const bool open = take_open_end();
        // "443 1": more likely the mark of a footnote than a port.
        if (follows_space_only && text.size() == 1)
            return tell("the digit " + text + " behind a port may be the mark of a footnote");
        std::string why;
        const auto range = parse_port_range(text, &why);
        if (!range || (!rest_.empty() && !ends_word(rest_))) return read_word(text, why);
        seen_number_ = true;
        if (open && range->size() > 1) return tell(in_quotes(text + "+") + " is a range and has no end");
        (open ? open_ : numbers_).push_back(*range);
    }

    static bool ends_word(std::string_view text) {
        return std::string_view(",;/&\n ").find(text[0]) != std::string_view::npos;
    }

    void read_word() { read_word("", ""); }

    void read_word(std::string begun, const std::string& why) {
        const auto size = std::min(rest_.find_first_of(",;&\n "), rest_.size());
        begun += rest_.substr(0, size);
        rest_.remove_prefix(size);
        const auto lower = lower_case(begun);
        if (lower == "or")
            has_or_ = true;
        else if (lower == "and")
            has_and_ = true;
        else if (says_site_only(lower))
            site_only_ = true;
        else if (lower != "port" && lower != "ports")
            tell(why.empty() ? in_quotes(begun) + " is no port" : why);
    }

    port_cell result() {
        const auto chosen = has_or_ ? select::any : select::all;
        if (has_or_ && has_and_) tell("both \"and\" and \"or\" stand between the ports");
        const bool several = !numbers_.empty() + !open_.empty() + site_only_ > 1;
        if (has_or_ && several) tell("\"or\" stands between ports of different kinds");
        const auto add = [&](port_list ports, bool open_end) {
            if (ports.empty()) return;
            ports = normalize(std::move(ports));
            const bool one = count(ports) == 1;
            cell_.parts.push_back({std::move(ports), open_end, one ? select::all : chosen, false});
        };
        add(std::move(numbers_), false);
        add(std::move(open_), true);
        if (site_only_) cell_.parts.push_back({{}, false, select::all, true});
        if (untold_ > 0) cell_.unread.push_back("and " + std::to_string(untold_) + " more");
        return std::move(cell_);
    }

    std::string_view rest_;
    port_cell cell_;
    port_list numbers_, open_;
    bool site_only_ = false, has_or_ = false, has_and_ = false;
    bool seen_number_ = false;
    bool lone_space_ = false; ///< nothing but one space stands before what is next
    bool ends_with_comma_ = false;
    std::size_t untold_ = 0;
};

} // namespace

port_cell read_port_cell(std::string_view text) {
    return port_cell_reader(text).read();
}

bool names_ports(std::string_view text) {
    const auto cell = read_port_cell(text);
    return !cell.parts.empty() && (cell.unread.empty() || (!text.empty() && is_port_digit(text.front())));
}

std::string to_string(const std::vector<port_part>& parts) {
    std::string text;
    for (const auto& part : parts) {
        if (!text.empty()) text += "; ";
        if (part.site_only) text += "custom";
        for (std::size_t i = 0; i < part.ports.size(); ++i)
            text += (i > 0 ? "," : "") + to_string(part.ports[i]) + (part.open_end ? "+" : "");
        if (part.select == select::any) text += " (any)";
    }
    return text;
}

} // namespace fairway
