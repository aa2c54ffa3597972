#include "agent/local/firewall_policy_windows.hpp"

#include "support/system/wide_windows.hpp"

#include <doctest/doctest.h>

#include <oleauto.h>

#include <map>

using namespace fairway;

namespace {

// Objects of COM that live on the stack of a test. What is not asked for fails.
template <class Interface>
class fake : public Interface {
  public:
    HRESULT STDMETHODCALLTYPE QueryInterface(REFIID id, void** to) override {
        if (!IsEqualIID(id, __uuidof(Interface)) && !IsEqualIID(id, IID_IUnknown)) return E_NOINTERFACE;
        *to = static_cast<Interface*>(this);
        ++references;
        return S_OK;
    }
    ULONG STDMETHODCALLTYPE AddRef() override { return static_cast<ULONG>(++references); }
    ULONG STDMETHODCALLTYPE Release() override { return static_cast<ULONG>(--references); }

    int references = 0; ///< given and not taken back
};

template <class Interface>
class fake_dispatch : public fake<Interface> {
  public:
    HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT, LCID, ITypeInfo**) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID, LPOLESTR* names, UINT, LCID, DISPID* id) override {
        const auto found = late.find(names[0]);
        if (found == late.end()) return DISP_E_UNKNOWNNAME;
        *id = static_cast<DISPID>(std::distance(late.begin(), found)) + 100;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Invoke(DISPID id, REFIID, LCID, WORD flags, DISPPARAMS*, VARIANT* result, EXCEPINFO*,
                                     UINT*) override {
        if (flags != DISPATCH_PROPERTYGET) return E_INVALIDARG;
        const auto& text = std::next(late.begin(), id - 100)->second;
        if (text.empty() || text[0] != L'#') {
            result->vt = VT_BSTR;
            result->bstrVal = ::SysAllocString(text.c_str());
        } else {
            result->vt = VT_I4;
            result->lVal = std::stol(text.substr(1));
        }
        return S_OK;
    }

    std::map<std::wstring, std::wstring> late; ///< properties by name; "#1" is a number
};

#define FAKE_TEXT(name)                                                                                                \
    HRESULT STDMETHODCALLTYPE get_##name(BSTR* to) override {                                                          \
        *to = texts.count(#name) ? ::SysAllocString(texts[#name].c_str()) : nullptr;                                   \
        return S_OK;                                                                                                   \
    }                                                                                                                  \
    HRESULT STDMETHODCALLTYPE put_##name(BSTR) override {                                                              \
        return E_NOTIMPL;                                                                                              \
    }
#define FAKE_VALUE(type, name, value)                                                                                  \
    HRESULT STDMETHODCALLTYPE get_##name(type* to) override {                                                          \
        *to = value;                                                                                                   \
        return broken ? E_FAIL : S_OK;                                                                                 \
    }                                                                                                                  \
    HRESULT STDMETHODCALLTYPE put_##name(type) override {                                                              \
        return E_NOTIMPL;                                                                                              \
    }

class fake_rule : public fake_dispatch<INetFwRule> {
  public:
    std::map<std::string, std::wstring> texts;
    LONG protocol = NET_FW_IP_PROTOCOL_TCP, profiles = NET_FW_PROFILE2_ALL;
    bool enabled = true, broken = false;
    NET_FW_RULE_DIRECTION direction = NET_FW_RULE_DIR_IN;
    NET_FW_ACTION action = NET_FW_ACTION_ALLOW;

    FAKE_TEXT(Name)
    FAKE_TEXT(Description)
    FAKE_TEXT(ApplicationName)
    FAKE_TEXT(ServiceName)
    FAKE_VALUE(LONG, Protocol, protocol)
    FAKE_TEXT(LocalPorts)
    FAKE_TEXT(RemotePorts)
    FAKE_TEXT(LocalAddresses)
    FAKE_TEXT(RemoteAddresses)
    FAKE_TEXT(IcmpTypesAndCodes)
    FAKE_VALUE(NET_FW_RULE_DIRECTION, Direction, direction)
    HRESULT STDMETHODCALLTYPE get_Interfaces(VARIANT*) override { return S_OK; }
    HRESULT STDMETHODCALLTYPE put_Interfaces(VARIANT) override { return E_NOTIMPL; }
    FAKE_TEXT(InterfaceTypes)
    FAKE_VALUE(VARIANT_BOOL, Enabled, enabled ? VARIANT_TRUE : VARIANT_FALSE)
    FAKE_TEXT(Grouping)
    FAKE_VALUE(LONG, Profiles, profiles)
    FAKE_VALUE(VARIANT_BOOL, EdgeTraversal, VARIANT_FALSE)
    FAKE_VALUE(NET_FW_ACTION, Action, action)
};

class fake_enumeration : public fake<IEnumVARIANT> {
  public:
    std::vector<fake_rule*> rules;
    std::size_t at = 0;

    HRESULT STDMETHODCALLTYPE Next(ULONG count, VARIANT* to, ULONG* fetched) override {
        *fetched = 0;
        if (count != 1 || at == rules.size()) return S_FALSE;
        to->vt = VT_DISPATCH;
        to->pdispVal = rules[at++];
        to->pdispVal->AddRef();
        *fetched = 1;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE Skip(ULONG) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Reset() override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Clone(IEnumVARIANT**) override { return E_NOTIMPL; }
};

class fake_rules : public fake_dispatch<INetFwRules> {
  public:
    fake_enumeration each;

    HRESULT STDMETHODCALLTYPE get_Count(LONG*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Add(INetFwRule*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Remove(BSTR) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE Item(BSTR, INetFwRule**) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get__NewEnum(IUnknown** to) override {
        each.AddRef();
        *to = &each;
        return S_OK;
    }
};

#define FAKE_SETTING(name, of)                                                                                         \
    HRESULT STDMETHODCALLTYPE get_##name(NET_FW_PROFILE_TYPE2 profile, VARIANT_BOOL* to) override {                    \
        *to = (of & profile) != 0 ? VARIANT_TRUE : VARIANT_FALSE;                                                      \
        return settings_result;                                                                                        \
    }                                                                                                                  \
    HRESULT STDMETHODCALLTYPE put_##name(NET_FW_PROFILE_TYPE2, VARIANT_BOOL) override {                                \
        return E_NOTIMPL;                                                                                              \
    }

class fake_policy : public fake_dispatch<INetFwPolicy2> {
  public:
    fake_rules rules;
    LONG active = NET_FW_PROFILE2_PUBLIC, on = 7, shut = 0, quiet = 0, open = 0;
    HRESULT active_result = S_OK, settings_result = S_OK, rules_result = S_OK;
    NET_FW_MODIFY_STATE state = NET_FW_MODIFY_STATE_OK;

    HRESULT STDMETHODCALLTYPE get_CurrentProfileTypes(LONG* to) override {
        *to = active;
        return active_result;
    }
    FAKE_SETTING(FirewallEnabled, on)
    HRESULT STDMETHODCALLTYPE get_ExcludedInterfaces(NET_FW_PROFILE_TYPE2, VARIANT*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE put_ExcludedInterfaces(NET_FW_PROFILE_TYPE2, VARIANT) override { return E_NOTIMPL; }
    FAKE_SETTING(BlockAllInboundTraffic, shut)
    FAKE_SETTING(NotificationsDisabled, quiet)
    FAKE_SETTING(UnicastResponsesToMulticastBroadcastDisabled, quiet)
    HRESULT STDMETHODCALLTYPE get_Rules(INetFwRules** to) override {
        if (FAILED(rules_result)) return rules_result;
        rules.AddRef();
        *to = &rules;
        return S_OK;
    }
    HRESULT STDMETHODCALLTYPE get_ServiceRestriction(INetFwServiceRestriction**) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE EnableRuleGroup(LONG, BSTR, VARIANT_BOOL) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE IsRuleGroupEnabled(LONG, BSTR, VARIANT_BOOL*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE RestoreLocalFirewallDefaults() override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_DefaultInboundAction(NET_FW_PROFILE_TYPE2 profile, NET_FW_ACTION* to) override {
        *to = (open & profile) != 0 ? NET_FW_ACTION_ALLOW : NET_FW_ACTION_BLOCK;
        return settings_result;
    }
    HRESULT STDMETHODCALLTYPE put_DefaultInboundAction(NET_FW_PROFILE_TYPE2, NET_FW_ACTION) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE get_DefaultOutboundAction(NET_FW_PROFILE_TYPE2, NET_FW_ACTION*) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE put_DefaultOutboundAction(NET_FW_PROFILE_TYPE2, NET_FW_ACTION) override {
        return E_NOTIMPL;
    }
    HRESULT STDMETHODCALLTYPE get_IsRuleGroupCurrentlyEnabled(BSTR, VARIANT_BOOL*) override { return E_NOTIMPL; }
    HRESULT STDMETHODCALLTYPE get_LocalPolicyModifyState(NET_FW_MODIFY_STATE* to) override {
        *to = state;
        return S_OK;
    }
};

#undef FAKE_TEXT
#undef FAKE_VALUE
#undef FAKE_SETTING

/// All that was given to the reader has come back.
void check_nothing_leaks(const fake_policy& policy) {
    CHECK(policy.rules.references == 0);
    CHECK(policy.rules.each.references == 0);
    for (const auto* rule : policy.rules.each.rules)
        CHECK(rule->references == 0);
}

} // namespace

TEST_CASE("profiles as COM tells them") {
    fake_policy policy;
    policy.active = NET_FW_PROFILE2_DOMAIN | NET_FW_PROFILE2_PUBLIC;
    policy.on = NET_FW_PROFILE2_PRIVATE | NET_FW_PROFILE2_PUBLIC;
    policy.shut = NET_FW_PROFILE2_PUBLIC;
    policy.quiet = NET_FW_PROFILE2_DOMAIN;
    policy.open = NET_FW_PROFILE2_PRIVATE;
    policy.state = NET_FW_MODIFY_STATE_GP_OVERRIDE;
    windows_firewall f;
    read_firewall_policy(policy, f);
    check_nothing_leaks(policy);
    CHECK(f.is_known);
    CHECK(f.are_rules_complete);
    CHECK(f.is_policy_overriding);
    CHECK(f.unread.empty());
    const bool active[] = {true, false, true}, on[] = {false, true, true}, shut[] = {false, false, true},
               asks[] = {false, true, true}, open[] = {false, true, false};
    for (std::size_t i = 0; i < windows_profile_count; ++i) {
        CAPTURE(i);
        CHECK(f.profiles[i].active == active[i]);
        CHECK(f.profiles[i].enabled == on[i]);
        CHECK(f.profiles[i].blocks_all == shut[i]);
        CHECK(f.profiles[i].notifies == asks[i]);
        CHECK(f.profiles[i].allows_by_default == open[i]);
    }
}

TEST_CASE("rules as COM tells them") {
    fake_rule full;
    full.texts = {{"Name", L"Ärger"},
                  {"LocalPorts", L"2500-3300,6160"},
                  {"RemotePorts", L"*"},
                  {"ApplicationName", L"C:\\x.exe"},
                  {"ServiceName", L"svc"},
                  {"LocalAddresses", L"*"},
                  {"RemoteAddresses", L"LocalSubnet"},
                  {"InterfaceTypes", L"All"}};
    full.profiles = NET_FW_PROFILE2_DOMAIN | NET_FW_PROFILE2_PUBLIC;
    full.late = {{L"LocalAppPackageId", L"S-1-15-2"}, {L"SecureFlags", L"#1"}, {L"LocalUserOwner", L"S-1-5"}};
    fake_rule any, out, off, icmp, udp;
    any.protocol = 256;
    any.action = NET_FW_ACTION_BLOCK;
    out.direction = NET_FW_RULE_DIR_OUT;
    off.enabled = false;
    icmp.protocol = 1;
    udp.protocol = NET_FW_IP_PROTOCOL_UDP;
    udp.late = {{L"SecureFlags", L"#0"}, {L"LocalUserOwner", L""}};
    fake_policy policy;
    policy.rules.each.rules = {&out, &full, &off, &any, &icmp, &udp};
    windows_firewall f;
    read_firewall_policy(policy, f);
    check_nothing_leaks(policy);
    CHECK(f.are_rules_complete);
    REQUIRE(f.rules.size() == 3);

    const auto& first = f.rules[0];
    CHECK(first.name == "\u00c4rger");
    CHECK(first.allows);
    CHECK_FALSE(first.of_policy);
    CHECK(first.protocol == protocol::tcp);
    CHECK(first.ports.ports == port_list{{2500, 3300}, {6160, 6160}});
    CHECK(first.profiles == std::array{true, false, true});
    CHECK(first.program == "C:\\x.exe");
    CHECK(first.service == "svc");
    CHECK(first.remote_addresses == "LocalSubnet");
    CHECK(first.remote_ports == "*");
    CHECK(first.interfaces == "All");
    CHECK(first.package == "S-1-15-2");
    CHECK(first.only_authenticated);
    CHECK(first.only_some_users);

    CHECK_FALSE(f.rules[1].allows);
    CHECK_FALSE(f.rules[1].protocol);
    CHECK(f.rules[1].ports.any);
    CHECK(f.rules[1].profiles == std::array{true, true, true});

    CHECK(f.rules[2].protocol == protocol::udp);
    CHECK(f.rules[2].ports.any); // none are named
    CHECK_FALSE(f.rules[2].only_authenticated);
    CHECK_FALSE(f.rules[2].only_some_users);
}

TEST_CASE("what COM does not tell is said") {
    using lines = std::vector<std::string>;
    fake_rule good, bad;
    bad.broken = true;
    fake_policy policy;
    policy.rules.each.rules = {&bad, &good};
    windows_firewall f;
    SUBCASE("a rule") {
        read_firewall_policy(policy, f);
        CHECK_FALSE(f.are_rules_complete);
        CHECK(f.rules.size() == 1);
        CHECK(f.unread == lines{"Windows Firewall: 1 rule could not be read"});
    }
    SUBCASE("all rules") {
        policy.rules_result = E_ACCESSDENIED;
        read_firewall_policy(policy, f);
        CHECK_FALSE(f.are_rules_complete);
        CHECK(f.unread == lines{"Windows Firewall: rules unknown: access denied"});
    }
    SUBCASE("settings") {
        policy.settings_result = E_FAIL;
        read_firewall_policy(policy, f);
        CHECK_FALSE(f.profiles[0].enabled);
        CHECK_FALSE(f.profiles[0].blocks_all);
        CHECK_FALSE(f.profiles[0].notifies);
        CHECK_FALSE(f.profiles[0].allows_by_default);
    }
    SUBCASE("anything") {
        policy.active_result = static_cast<HRESULT>(0x800706d9); // the firewall's service does not run
        read_firewall_policy(policy, f);
        CHECK_FALSE(f.is_known);
        CHECK(f.unread == lines{"Windows Firewall: active profiles unknown: error 0x800706d9"});
    }
    SUBCASE("too many rules") {
        policy.rules.each.rules.assign(most_firewall_rules + 1, &good);
        read_firewall_policy(policy, f);
        CHECK_FALSE(f.are_rules_complete);
        CHECK(f.rules.size() == most_firewall_rules);
        CHECK(f.unread == lines{"Windows Firewall: only the first 20000 rules were read"});
    }
    check_nothing_leaks(policy);
}
