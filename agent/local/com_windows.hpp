#pragma once

#include "support/system/wide_windows.hpp"

#include <windows.h>

#include <oleauto.h>

#include <cstdio>
#include <string>

namespace fairway {

/// A reference to an object of COM's.
template <class T>
class com_ref {
  public:
    com_ref() = default;
    ~com_ref() {
        if (object_ != nullptr) object_->Release();
    }
    com_ref(const com_ref&) = delete;
    com_ref& operator=(const com_ref&) = delete;

    T** fill() { return &object_; }
    void** fill_any() { return reinterpret_cast<void**>(&object_); }
    T* operator->() const { return object_; }
    T& operator*() const { return *object_; }
    explicit operator bool() const { return object_ != nullptr; }

  private:
    T* object_ = nullptr;
};

/// A value of COM's that owns what it holds.
class com_value {
  public:
    com_value() { ::VariantInit(&value_); }
    ~com_value() { ::VariantClear(&value_); }
    com_value(const com_value&) = delete;
    com_value& operator=(const com_value&) = delete;

    VARIANT* fill() { return &value_; }
    const VARIANT& get() const { return value_; }

  private:
    VARIANT value_;
};

inline std::string error_in_words(HRESULT error) {
    char text[32];
    std::snprintf(text, sizeof text, "error 0x%08lx", static_cast<unsigned long>(error));
    return error == E_ACCESSDENIED ? "access denied" : text;
}

inline std::string utf8_of(const BSTR text) {
    return text == nullptr ? std::string() : narrow({text, ::SysStringLen(text)});
}

/// What reads the properties of one object, and whether all could be read.
template <class T>
class com_properties {
  public:
    explicit com_properties(T& object) : object_(object) {}

    template <class Value>
    Value read(HRESULT (STDMETHODCALLTYPE T::*get)(Value*)) {
        Value value{};
        if (FAILED((object_.*get)(&value))) complete_ = false;
        return value;
    }

    std::string text(HRESULT (STDMETHODCALLTYPE T::*get)(BSTR*)) {
        const BSTR value = read(get);
        std::string text = utf8_of(value);
        ::SysFreeString(value);
        return text;
    }

    bool flag(HRESULT (STDMETHODCALLTYPE T::*get)(VARIANT_BOOL*)) { return read(get) != VARIANT_FALSE; }

    bool complete() const { return complete_; }

  private:
    T& object_;
    bool complete_ = true;
};

} // namespace fairway
