#include "server/engine/torch_errors.h"

#include <c10/util/Exception.h>

#include <exception>
#include <new>

#include "absl/strings/str_cat.h"
#include "server/engine/failure.h"

namespace palimpsest {
namespace {

absl::Status OutOfMemory(absl::string_view reason) {
  return FailureStatus(
      v1::Failure::OUT_OF_MEMORY,
      absl::StrCat("out of memory; use a smaller batch_size or a machine with more memory",
                   reason.empty() ? "" : ": ", reason));
}

// An error whose class says that it is the device's may be about memory all the same.
absl::Status StatusOf(absl::string_view text, bool is_device_fault) {
  v1::Failure::Kind kind = KindOfTorchError(text);
  if (kind == v1::Failure::OUT_OF_MEMORY) return OutOfMemory(text);
  if (is_device_fault) kind = v1::Failure::DEVICE_FAULT;
  return FailureStatus(kind, text);
}

}  // namespace

absl::Status CatchTorchErrors(const std::function<absl::Status()>& work) {
  try {
    return work();
  } catch (const c10::OutOfMemoryError& error) {
    return OutOfMemory(error.what_without_backtrace());
  } catch (const c10::AcceleratorError& error) {
    return StatusOf(error.what_without_backtrace(), /*is_device_fault=*/true);
  } catch (const c10::DistError& error) {
    return StatusOf(error.what_without_backtrace(), /*is_device_fault=*/true);
  } catch (const c10::Error& error) {
    return StatusOf(error.what_without_backtrace(), /*is_device_fault=*/false);
  } catch (const std::bad_alloc&) {
    return OutOfMemory("");
  } catch (const std::exception& error) {
    return StatusOf(error.what(), /*is_device_fault=*/false);
  }
}

}  // namespace palimpsest
