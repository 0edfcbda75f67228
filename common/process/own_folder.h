#ifndef PALIMPSEST_COMMON_PROCESS_OWN_FOLDER_H_
#define PALIMPSEST_COMMON_PROCESS_OWN_FOLDER_H_

#include <string>

namespace palimpsest {

// The folder of the program that runs, without a slash at its end: where its siblings are looked
// for.
std::string OwnFolder();

}  // namespace palimpsest

#endif  // PALIMPSEST_COMMON_PROCESS_OWN_FOLDER_H_
