# Tests that no single module owns, and how tests are grouped. Included by cmake/module.cmake.
#   tests/properties/*_test.cpp    laws over every catalogue entry       properties_test   unit
#   tests/end_to_end/*_test.cpp    the program as a whole                end_to_end_test   e2e
#   tests/end_to_end/*_slow.cpp    soaks and long forms                  end_to_end_slow   slow
#   tests/soak/X_soak.cpp          seconds of it, and half an hour       X_soak unit, X_soak_slow slow
#   tests/end_to_end/test_*.py     the same, as scripts                  by their names    e2e
#   those that kill runs           twenty kills in place of two          test_X_slow         slow
#   test_large_checkpoint.py       a billion weights                     ..._slow            slow
#   tests/FOLDER/test_*.py         scripts, by the system's Python       by their names    unit
#   tests/fuzz/*.cpp               fuzz targets, with DRAGOMAN_FUZZ      run by tools/fuzz.sh
#   tools/check_*.py               the checks that `make check` runs     by their names    check
function(add_shared_tests name pattern labels)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${pattern})
  if(sources)
    add_test_program(${name} "${sources}")
    set_tests_properties(${name} PROPERTIES LABELS "${labels}" TIMEOUT 1800)
    if(TARGET dragoman)
      add_dependencies(${name} dragoman)
    endif()
  endif()
endfunction()

if(TARGET metrics_test)
  target_link_libraries(metrics_test PRIVATE outside_fasttext)  # it trains a small model to read
endif()
if(TARGET oracles_test)
  target_link_libraries(oracles_test PRIVATE outside_http outside_sqlite)  # it has a server to ask
endif()
add_shared_tests(properties_test properties/*_test.cpp unit)
if(TARGET properties_test)
  target_link_libraries(properties_test PRIVATE dragoman_tensors)
endif()
add_shared_tests(end_to_end_test end_to_end/*_test.cpp e2e)
add_shared_tests(end_to_end_slow end_to_end/*_slow.cpp slow)

file(GLOB soaks CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/soak/*_soak.cpp)
foreach(source IN LISTS soaks)
  get_filename_component(name ${source} NAME_WE)
  add_test_program(${name} ${source})
  add_dependencies(${name} dragoman_tensors)
  add_test(NAME ${name}_slow COMMAND ${name})
  set_tests_properties(${name}_slow PROPERTIES LABELS slow TIMEOUT 2400
    ENVIRONMENT DRAGOMAN_SOAK_SECONDS=1800)
endforeach()

# The system's Python, not one of a virtual environment that happens to be active.
find_program(SYSTEM_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(SYSTEM_PYTHON python3)
file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/*/test_*.py)
foreach(script IN LISTS scripts)
  get_filename_component(name ${script} NAME_WE)
  set(label unit)
  if(script MATCHES "/(end_to_end|oracles)/")
    set(label e2e)
  endif()
  add_test(NAME ${name} COMMAND ${SYSTEM_PYTHON} -B ${script})
  set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 600
    ENVIRONMENT "DRAGOMAN_BINARY=${CMAKE_BINARY_DIR}/dragoman")
endforeach()

foreach(name test_training test_learning_parts test_pretraining test_preference test_candidates
        test_debug_modes test_tools test_synthesis)
  add_test(NAME ${name}_slow
    COMMAND ${SYSTEM_PYTHON} -B ${CMAKE_SOURCE_DIR}/tests/end_to_end/${name}.py -k to_the_bit)
  set_tests_properties(${name}_slow PROPERTIES LABELS slow TIMEOUT 1800
    ENVIRONMENT "DRAGOMAN_BINARY=${CMAKE_BINARY_DIR}/dragoman;DRAGOMAN_KILLS=20")
endforeach()

add_test(NAME test_large_checkpoint_slow
  COMMAND ${SYSTEM_PYTHON} -B ${CMAKE_SOURCE_DIR}/tests/oracles/test_large_checkpoint.py)
set_tests_properties(test_large_checkpoint_slow PROPERTIES LABELS slow TIMEOUT 1800
  ENVIRONMENT "DRAGOMAN_BINARY=${CMAKE_BINARY_DIR}/dragoman;DRAGOMAN_LARGE=1")

file(GLOB checks CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/check_*.py)
foreach(script IN LISTS checks)
  get_filename_component(name ${script} NAME_WE)
  add_test(NAME ${name} COMMAND ${SYSTEM_PYTHON} -B ${script})
  set_tests_properties(${name} PROPERTIES LABELS check TIMEOUT 900)
endforeach()

# Everything that needs no tensor: what the sanitizers see whole.
add_custom_target(core_tests)
foreach(module IN LISTS CORE_MODULES)
  if(TARGET ${module}_test)
    add_dependencies(core_tests ${module}_test)
    set_tests_properties(${module}_test PROPERTIES LABELS "unit;core")
  endif()
endforeach()

# libFuzzer's targets, one a file.
if(DRAGOMAN_FUZZ)
  add_custom_target(fuzzers)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/fuzz/*.cpp)
  foreach(source IN LISTS sources)
    get_filename_component(name ${source} NAME_WE)
    add_executable(fuzz_${name} ${source})
    target_include_directories(fuzz_${name} PRIVATE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(fuzz_${name} PRIVATE dragoman_core outside_fmt)
    target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
    set_target_properties(fuzz_${name} PROPERTIES
      RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz BUILD_RPATH "${CMAKE_BINARY_DIR}")
    add_dependencies(fuzzers fuzz_${name})
  endforeach()
endif()
