#include "agent/local/firewall.hpp"

#include "agent/local/com_windows.hpp"
#include "agent/local/firewall_policy_windows.hpp"
#include "agent/local/registry_windows.hpp"
#include "agent/local/windows_firewall.hpp"
#include "support/system/wide_windows.hpp"

#include <algorithm>

namespace fairway {

namespace {

constexpr LONG most_products = 16;

/// COM, as long as it lives. Another apartment of this thread serves as well.
class com_use {
  public:
    com_use() : result_(::CoInitializeEx(nullptr, COINIT_MULTITHREADED)) {}
    ~com_use() {
        if (SUCCEEDED(result_)) ::CoUninitialize();
    }
    com_use(const com_use&) = delete;
    com_use& operator=(const com_use&) = delete;

    HRESULT result() const { return result_ == RPC_E_CHANGED_MODE ? S_OK : result_; }

  private:
    HRESULT result_;
};

/// Firewalls that have registered to take the place of that of Windows.
void read_products(windows_firewall& facts) {
    constexpr LONG firewall_category = 2; // NET_FW_RULE_CATEGORY_FIREWALL: it filters in place of Windows
    com_ref<INetFwProducts> products;
    LONG count = 0;
    HRESULT error = ::CoCreateInstance(__uuidof(NetFwProducts), nullptr, CLSCTX_INPROC_SERVER, __uuidof(INetFwProducts),
                                       products.fill_any());
    if (SUCCEEDED(error)) error = products->get_Count(&count);
    if (FAILED(error)) {
        facts.unread.push_back("other firewalls: unknown whether one is registered: " + error_in_words(error));
        return;
    }
    for (LONG i = 0; i < std::min(count, most_products); ++i) {
        com_ref<INetFwProduct> product;
        if (FAILED(products->Item(i, product.fill())) || !product) continue;
        com_value categories;
        bool filters = FAILED(product->get_RuleCategories(categories.fill()));
        // An array of numbers or of values that hold numbers: where it cannot be read, better name one too many.
        SAFEARRAY* all = (categories.get().vt & VT_ARRAY) != 0 ? categories.get().parray : nullptr;
        filters = filters || all == nullptr;
        LONG first = 0, last = -1;
        if (all != nullptr && SUCCEEDED(::SafeArrayGetLBound(all, 1, &first))) ::SafeArrayGetUBound(all, 1, &last);
        for (LONG at = first; at <= last; ++at) {
            com_value item;
            LONG number = -1;
            const bool wrapped = (categories.get().vt & VT_TYPEMASK) == VT_VARIANT;
            void* const to = wrapped ? static_cast<void*>(item.fill()) : static_cast<void*>(&number);
            if (FAILED(::SafeArrayGetElement(all, &at, to))) continue;
            if (wrapped && item.get().vt == VT_I4) number = item.get().lVal;
            filters = filters || number == firewall_category;
        }
        com_properties<INetFwProduct> p(*product);
        if (filters) facts.other_products.push_back(p.text(&INetFwProduct::get_DisplayName));
    }
}

/// What the policies of the domain and of a management service say, which COM does not tell, and what else stands in
/// the registry alone. The machine calls private networks "Standard".
void read_policies(windows_firewall& facts) {
    const std::wstring policy = L"SOFTWARE\\Policies\\Microsoft\\WindowsFirewall\\";
    const std::wstring machine = L"SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\";
    const std::wstring management = machine + L"Mdm\\";
    constexpr std::array<const wchar_t*, windows_profile_count> names{L"DomainProfile", L"PrivateProfile",
                                                                      L"PublicProfile"};
    constexpr std::array<const wchar_t*, windows_profile_count> machine_names{L"DomainProfile", L"StandardProfile",
                                                                              L"PublicProfile"};
    for (std::size_t i = 0; i < windows_profile_count; ++i) {
        bool readable = true;
        const auto setting = [&](const wchar_t* value, std::uint32_t usual) {
            for (const auto& key : {policy + names[i], policy + machine_names[i], management + machine_names[i],
                                    machine + machine_names[i]})
                if (const auto found = machine_number(key, value, readable)) return *found;
            return usual;
        };
        auto& p = facts.profiles[i];
        const bool stealth = setting(L"DisableStealthMode", 0) == 0;
        if (readable) p.stealth = stealth;
        p.local_rules_count = setting(L"AllowLocalPolicyMerge", 1) != 0;
        facts.are_rules_complete = facts.are_rules_complete && readable;
    }
    for (const auto& key : {policy + L"FirewallRules", management + L"FirewallRules"}) {
        const auto rules = all_machine_settings(key, most_firewall_rules);
        for (const auto& text : rules.values)
            if (auto rule = parse_policy_rule(text)) facts.rules.push_back(std::move(*rule));
        if (rules.complete) continue;
        facts.are_rules_complete = false;
        facts.unread.push_back("Windows Firewall: rules of a policy could not be read: HKLM\\" + narrow(key));
    }
}

windows_firewall read_firewall() {
    windows_firewall facts;
    const com_use com;
    com_ref<INetFwPolicy2> policy;
    HRESULT error = com.result();
    if (SUCCEEDED(error))
        error = ::CoCreateInstance(__uuidof(NetFwPolicy2), nullptr, CLSCTX_INPROC_SERVER, __uuidof(INetFwPolicy2),
                                   policy.fill_any());
    if (FAILED(error) || !policy) {
        facts.is_known = false;
        facts.unread.push_back("Windows Firewall: settings unknown: " + error_in_words(error));
        return facts;
    }
    read_firewall_policy(*policy, facts);
    if (facts.is_known) read_policies(facts);
    read_products(facts);
    return facts;
}

} // namespace

std::vector<std::string> local_firewall(const port_list& tcp, const port_list& udp) {
    return describe(read_firewall(), tcp, udp);
}

std::vector<std::string> firewall_obstacles(const port_list& tcp, const port_list& udp) {
    std::wstring program(32768, L'\0'); // the longest path that there is
    program.resize(::GetModuleFileNameW(nullptr, program.data(), static_cast<DWORD>(program.size())));
    return obstacles(read_firewall(), tcp, udp, narrow(program));
}

} // namespace fairway
