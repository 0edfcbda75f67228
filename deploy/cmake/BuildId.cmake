# Writes OUTPUT with the version and, in a git checkout, the commit that is built.
cmake_minimum_required(VERSION 3.25)
find_package(Git QUIET)
set(commit "")
if(GIT_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} -C ${SOURCE_DIR} describe --always --dirty --abbrev=12
    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
endif()
if(commit)
  set(commit "+${commit}")
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "#define PALIMPSEST_BUILD_ID \"@VERSION@@commit@\"\n" @ONLY)
