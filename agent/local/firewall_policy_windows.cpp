#include "agent/local/firewall_policy_windows.hpp"

#include "agent/local/com_windows.hpp"
#include "text/columns.hpp"

namespace fairway {

namespace {

/// Properties that are younger than the headers, by name (INetFwRule3, Windows 8). Nothing where the object has none.
class late_properties {
  public:
    explicit late_properties(IDispatch& object) : object_(object) {}

    bool read(const wchar_t* name, com_value& value) {
        auto* writable = const_cast<wchar_t*>(name); // It is not written to.
        DISPID id = 0;
        if (FAILED(object_.GetIDsOfNames(IID_NULL, &writable, 1, LOCALE_USER_DEFAULT, &id))) return false;
        DISPPARAMS none{};
        return SUCCEEDED(object_.Invoke(id, IID_NULL, LOCALE_USER_DEFAULT, DISPATCH_PROPERTYGET, &none, value.fill(),
                                        nullptr, nullptr));
    }

    std::string text(const wchar_t* name) {
        com_value value;
        return read(name, value) && value.get().vt == VT_BSTR ? utf8_of(value.get().bstrVal) : std::string();
    }

    LONG number(const wchar_t* name) {
        com_value value;
        return read(name, value) && value.get().vt == VT_I4 ? value.get().lVal : 0;
    }

  private:
    IDispatch& object_;
};

constexpr std::array<NET_FW_PROFILE_TYPE2, windows_profile_count> profile_types{
    NET_FW_PROFILE2_DOMAIN, NET_FW_PROFILE2_PRIVATE, NET_FW_PROFILE2_PUBLIC};

constexpr LONG any_protocol = 256; // NET_FW_IP_PROTOCOL_ANY

/// Nothing of a rule that says nothing about TCP or UDP from outside; `complete` is false where that is not known.
std::optional<windows_rule> read_rule(INetFwRule& object, bool& complete) {
    com_properties<INetFwRule> p(object);
    const bool enabled = p.flag(&INetFwRule::get_Enabled);
    const bool inbound = p.read(&INetFwRule::get_Direction) == NET_FW_RULE_DIR_IN;
    const LONG number = p.read(&INetFwRule::get_Protocol);
    complete = p.complete();
    if (!complete || !enabled || !inbound) return std::nullopt;
    if (number != NET_FW_IP_PROTOCOL_TCP && number != NET_FW_IP_PROTOCOL_UDP && number != any_protocol)
        return std::nullopt;

    windows_rule rule;
    if (number != any_protocol) rule.protocol = number == NET_FW_IP_PROTOCOL_TCP ? protocol::tcp : protocol::udp;
    rule.name = p.text(&INetFwRule::get_Name);
    rule.allows = p.read(&INetFwRule::get_Action) == NET_FW_ACTION_ALLOW;
    const LONG profiles = p.read(&INetFwRule::get_Profiles);
    for (std::size_t i = 0; i < windows_profile_count; ++i)
        rule.profiles[i] = (profiles & profile_types[i]) != 0;
    // A rule for any protocol has no ports to ask for.
    if (rule.protocol) {
        rule.ports = parse_windows_ports(p.text(&INetFwRule::get_LocalPorts));
        rule.remote_ports = p.text(&INetFwRule::get_RemotePorts);
    } else {
        rule.ports.any = true;
    }
    rule.program = p.text(&INetFwRule::get_ApplicationName);
    rule.service = p.text(&INetFwRule::get_ServiceName);
    rule.local_addresses = p.text(&INetFwRule::get_LocalAddresses);
    rule.remote_addresses = p.text(&INetFwRule::get_RemoteAddresses);
    rule.interfaces = p.text(&INetFwRule::get_InterfaceTypes);
    com_value interfaces;
    if (SUCCEEDED(object.get_Interfaces(interfaces.fill())) && interfaces.get().vt != VT_EMPTY &&
        interfaces.get().vt != VT_NULL)
        rule.interfaces = "that it names";
    late_properties late(object);
    rule.package = late.text(L"LocalAppPackageId");
    rule.only_authenticated = late.number(L"SecureFlags") != 0; // NET_FW_AUTHENTICATE_NONE
    for (const wchar_t* users :
         {L"LocalUserOwner", L"LocalUserAuthorizedList", L"RemoteUserAuthorizedList", L"RemoteMachineAuthorizedList"})
        rule.only_some_users = rule.only_some_users || !late.text(users).empty();
    complete = p.complete();
    return rule;
}

void read_rules(INetFwPolicy2& policy, windows_firewall& facts) {
    com_ref<INetFwRules> rules;
    com_ref<IUnknown> each;
    com_ref<IEnumVARIANT> next;
    HRESULT error = policy.get_Rules(rules.fill());
    if (SUCCEEDED(error)) error = rules ? rules->get__NewEnum(each.fill()) : E_POINTER;
    if (SUCCEEDED(error)) error = each ? each->QueryInterface(__uuidof(IEnumVARIANT), next.fill_any()) : E_POINTER;
    if (FAILED(error)) {
        facts.are_rules_complete = false;
        facts.unread.push_back("Windows Firewall: rules unknown: " + error_in_words(error));
        return;
    }
    std::size_t seen = 0, broken = 0;
    while (true) {
        com_value value;
        ULONG fetched = 0;
        if (next->Next(1, value.fill(), &fetched) != S_OK || fetched == 0) break;
        if (++seen > most_firewall_rules) break;
        com_ref<INetFwRule> rule;
        bool complete = false;
        if (value.get().vt == VT_DISPATCH && value.get().pdispVal != nullptr &&
            SUCCEEDED(value.get().pdispVal->QueryInterface(__uuidof(INetFwRule), rule.fill_any())))
            if (auto read = read_rule(*rule, complete)) facts.rules.push_back(std::move(*read));
        if (!complete) ++broken;
    }
    if (seen <= most_firewall_rules && broken == 0) return;
    facts.are_rules_complete = false;
    facts.unread.push_back("Windows Firewall: " +
                           (seen > most_firewall_rules
                                ? "only the first " + std::to_string(most_firewall_rules) + " rules were read"
                                : fairway::counted(broken, "rule", "rules") + " could not be read"));
}

std::optional<bool> setting_of(INetFwPolicy2& policy, NET_FW_PROFILE_TYPE2 profile,
                               HRESULT (STDMETHODCALLTYPE INetFwPolicy2::*get)(NET_FW_PROFILE_TYPE2, VARIANT_BOOL*)) {
    VARIANT_BOOL value = VARIANT_FALSE;
    if (FAILED((policy.*get)(profile, &value))) return std::nullopt;
    return value != VARIANT_FALSE;
}

void read_profiles(INetFwPolicy2& policy, windows_firewall& facts) {
    LONG active = 0;
    if (const HRESULT error = policy.get_CurrentProfileTypes(&active); FAILED(error)) {
        facts.is_known = false;
        facts.unread.push_back("Windows Firewall: active profiles unknown: " + error_in_words(error));
    }
    for (std::size_t i = 0; i < windows_profile_count; ++i) {
        auto& p = facts.profiles[i];
        const auto type = profile_types[i];
        p.active = (active & type) != 0;
        p.enabled = setting_of(policy, type, &INetFwPolicy2::get_FirewallEnabled);
        p.blocks_all = setting_of(policy, type, &INetFwPolicy2::get_BlockAllInboundTraffic);
        if (const auto off = setting_of(policy, type, &INetFwPolicy2::get_NotificationsDisabled)) p.notifies = !*off;
        NET_FW_ACTION action = NET_FW_ACTION_BLOCK;
        if (SUCCEEDED(policy.get_DefaultInboundAction(type, &action)))
            p.allows_by_default = action == NET_FW_ACTION_ALLOW;
    }
    NET_FW_MODIFY_STATE state = NET_FW_MODIFY_STATE_OK;
    facts.is_policy_overriding =
        SUCCEEDED(policy.get_LocalPolicyModifyState(&state)) && state == NET_FW_MODIFY_STATE_GP_OVERRIDE;
}

} // namespace

void read_firewall_policy(INetFwPolicy2& policy, windows_firewall& facts) {
    read_profiles(policy, facts);
    if (facts.is_known) read_rules(policy, facts);
}

} // namespace fairway
