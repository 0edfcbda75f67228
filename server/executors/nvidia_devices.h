#ifndef PALIMPSEST_SERVER_EXECUTORS_NVIDIA_DEVICES_H_
#define PALIMPSEST_SERVER_EXECUTORS_NVIDIA_DEVICES_H_

namespace palimpsest {

// How many NVIDIA devices this machine has, as the driver's library tells; 0 where there is no
// driver. Blocks for as long as the driver takes to wake up.
int CountNvidiaDevices();

}  // namespace palimpsest

#endif  // PALIMPSEST_SERVER_EXECUTORS_NVIDIA_DEVICES_H_
