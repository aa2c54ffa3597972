#include "agent/commands/command.hpp"
#include "agent/site_key.hpp"

#include <ostream>

namespace fairway {

namespace {

int create(option_reader& given, const console& io) {
    const auto path = given.once("output");
    if (!path) {
        io.out << to_text(make_site_key());
        return exit_status::ok;
    }
    const auto made = create_key_file(*path);
    return made ? exit_status::ok : given.refuse(made.problems);
}

} // namespace

std::vector<command> key_commands() {
    command group;
    group.table.name = "key";
    group.table.summary = "create the site key that `check` and `listen` share";
    group.table.about =
        "One key serves a whole site. Copy the file to every host that runs `fairway listen` or `fairway check "
        "--responder`, over a channel you trust, and let nobody else read it. Anyone who has the key can query "
        "responders and impersonate one. It gives no other access.";
    group.table.examples = {{"fairway key create --output site.key", "a new key in a file that only you can read"},
                            {"fairway help key create", "all that it takes"}};
    command c;
    c.table.name = "key create";
    c.table.summary = "create a site key";
    c.table.usage = {"[--output FILE]"};
    c.table.about = group.table.about;
    c.table.sections = {{"Options",
                         {{"output", "FILE",
                           "write the key to FILE, readable only by you, instead of standard output; an existing file "
                           "is never overwritten"}}}};
    c.table.examples = {
        {"fairway key create --output site.key", "a new key in a file that only you can read"},
        {"fairway key create | ssh web01 'umask 077; cat > site.key'", "a new key that is kept on another host only"}};
    c.run = create;
    return {group, c};
}

} // namespace fairway
