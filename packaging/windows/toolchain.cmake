# Cross-compiles for Windows with Debian's mingw-w64. FAIRWAY_SYSROOT: what packaging/windows/sysroot has printed.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(tools x86_64-w64-mingw32)
set(CMAKE_C_COMPILER ${tools}-gcc-posix)
set(CMAKE_CXX_COMPILER ${tools}-g++-posix)
set(CMAKE_RC_COMPILER ${tools}-windres)
set(CMAKE_WINDMC ${tools}-windmc)
set(CMAKE_CXX_LINKER_LAUNCHER ${CMAKE_CURRENT_LIST_DIR}/link)
# Tests run under Wine.
set(CMAKE_CROSSCOMPILING_EMULATOR ${CMAKE_CURRENT_LIST_DIR}/../../tests/windows/wine)

list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES FAIRWAY_SYSROOT)
set(CMAKE_FIND_ROOT_PATH ${FAIRWAY_SYSROOT} /usr/${tools})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# Windows 10 1809. UNICODE: what is not told by its name is of wide characters.
add_compile_definitions(_WIN32_WINNT=0x0A00 NTDDI_VERSION=0x0A000006 UNICODE _UNICODE WIN32_LEAN_AND_MEAN NOMINMAX
    BOOST_ALL_NO_LIB)
# Asio takes POSIX threads where some header before it has mentioned them, else those of Windows: that has to be the same
# in all files, or they disagree about its objects.
add_compile_definitions(BOOST_ASIO_HAS_PTHREADS=1)
# Where there is no futex, libstdc++ 12's own semaphore misses a release between its look at the count and its sleep
# (bits/atomic_wait.h): a std::stop_callback that goes while it is being called, at a Ctrl-C say, would wait for ever.
add_compile_definitions(_GLIBCXX_USE_POSIX_SEMAPHORE=1)
# One file that needs no runtime, without symbols.
set(ZLIB_USE_STATIC_LIBS ON)
add_link_options(-static -s)
