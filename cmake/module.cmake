# Targets from src/modules.txt. A module is a folder under src/: its sources become one object library,
# its *_test.cpp one test program. Modules with +torch go into the shared object dragoman_tensors, and so
# do those with +hwy, whose library takes milliseconds to load; `cli` goes into the program, all others
# into dragoman_core.
set(CORE_MODULES "" CACHE INTERNAL "")
set(TENSOR_MODULES "" CACHE INTERNAL "")
set(KERNEL_MODULES "" CACHE INTERNAL "")

function(add_modules_from file)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(STRINGS ${file} lines REGEX "^[a-z]+:")
  foreach(line IN LISTS lines)
    string(REGEX MATCH "^[a-z]+" name ${line})
    string(REGEX MATCHALL "\\+[a-z0-9]+" outside ${line})
    add_module(${name} ${outside})
  endforeach()
endfunction()

function(add_module name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "_test\\.cpp$")
  if(NOT sources)
    return()  # headers only
  endif()
  add_library(dragoman_${name} OBJECT ${sources})
  target_include_directories(dragoman_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(dragoman_${name} PUBLIC outside_fmt Threads::Threads)
  foreach(library IN LISTS ARGN)
    string(REPLACE "+" "outside_" target ${library})
    target_link_libraries(dragoman_${name} PUBLIC ${target})
  endforeach()
  if("+torch" IN_LIST ARGN)
    use_tensors(${name})
    set(TENSOR_MODULES ${TENSOR_MODULES} ${name} CACHE INTERNAL "")
  elseif("+hwy" IN_LIST ARGN)
    set(KERNEL_MODULES ${KERNEL_MODULES} ${name} CACHE INTERNAL "")
    # Products and sums are fused where the code says so, not where the instruction set allows it.
    target_compile_options(dragoman_${name} PRIVATE -ffp-contract=off)
  elseif(NOT name STREQUAL "cli")
    if(name STREQUAL "merging")  # plain loops over floats, which -O2 leaves without vectors
      target_compile_options(dragoman_merging PRIVATE $<$<CONFIG:Release>:-O3> -ffp-contract=off)
    endif()
    set(CORE_MODULES ${CORE_MODULES} ${name} CACHE INTERNAL "")
  endif()
  if(name STREQUAL "clusters")
    target_compile_options(dragoman_${name} PRIVATE -ffp-contract=off)  # likewise
  endif()
endfunction()

# libtorch's headers cost 10 to 30 s a file: one precompiled header and unity batches, here only.
function(use_tensors name)
  if(TENSOR_MODULES)
    list(GET TENSOR_MODULES 0 first)
    target_precompile_headers(dragoman_${name} REUSE_FROM dragoman_${first})
  else()
    target_precompile_headers(dragoman_${name} PRIVATE ${CMAKE_SOURCE_DIR}/cmake/torch_pch.h)
  endif()
  set_target_properties(dragoman_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 4)
  target_compile_options(dragoman_${name} PRIVATE -Wno-shadow -Wno-conversion)
endfunction()

function(add_products)
  add_library(dragoman_core SHARED)
  foreach(module IN LISTS CORE_MODULES)
    target_link_libraries(dragoman_core PRIVATE dragoman_${module})
  endforeach()
  target_link_libraries(dragoman_core PRIVATE ${CMAKE_DL_LIBS})
  # Its own functions are bound when it is linked, not whenever it is loaded.
  target_link_options(dragoman_core PRIVATE -Wl,-Bsymbolic-functions)

  add_library(dragoman_tensors SHARED)
  foreach(module IN LISTS KERNEL_MODULES TENSOR_MODULES)
    target_link_libraries(dragoman_tensors PRIVATE dragoman_${module})
  endforeach()
  target_link_libraries(dragoman_tensors PRIVATE dragoman_core)

  add_executable(dragoman)
  target_link_libraries(dragoman PRIVATE dragoman_cli dragoman_core)
  add_dependencies(dragoman dragoman_tensors)  # loaded when a command needs it

  set_target_properties(dragoman dragoman_core dragoman_tensors PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR} LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}
    BUILD_RPATH "$ORIGIN" INSTALL_RPATH "$ORIGIN:$ORIGIN/../lib/dragoman")
  set_target_properties(dragoman_tensors PROPERTIES
    BUILD_RPATH "$ORIGIN;${LIBTORCH}/lib" INSTALL_RPATH "$ORIGIN:$ORIGIN/torch:${LIBTORCH}/lib")
  if(DRAGOMAN_TESTS)
    add_tests()
  endif()
endfunction()

function(add_tests)
  find_package(GTest REQUIRED)
  include(GoogleTest)
  foreach(module IN LISTS CORE_MODULES KERNEL_MODULES TENSOR_MODULES)
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${module}/*_test.cpp)
    if(sources)
      add_test_program(${module}_test "${sources}")
      if(module IN_LIST KERNEL_MODULES)
        target_link_libraries(${module}_test PRIVATE dragoman_tensors outside_hwy)
      elseif(module IN_LIST TENSOR_MODULES)
        target_link_libraries(${module}_test PRIVATE dragoman_tensors outside_torch)
        target_compile_options(${module}_test PRIVATE -Wno-shadow -Wno-conversion)
      endif()
    endif()
  endforeach()
  include(${CMAKE_SOURCE_DIR}/tests/tests.cmake OPTIONAL)
endfunction()

function(add_test_program name sources)
  add_executable(${name} ${sources})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_compile_definitions(${name} PRIVATE
    DRAGOMAN_SOURCE_FOLDER="${CMAKE_SOURCE_DIR}" DRAGOMAN_BINARY="${CMAKE_BINARY_DIR}/dragoman")
  target_link_libraries(${name} PRIVATE dragoman_core GTest::gtest_main outside_fmt Threads::Threads)
  set_target_properties(${name} PROPERTIES
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests BUILD_RPATH "${CMAKE_BINARY_DIR};${LIBTORCH}/lib")
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 600)
endfunction()

function(add_install_rules)
  install(TARGETS dragoman RUNTIME DESTINATION bin)
  install(TARGETS dragoman_core dragoman_tensors LIBRARY DESTINATION lib/dragoman)
endfunction()
