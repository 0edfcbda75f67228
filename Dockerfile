# The CPU image of Palimpsest: the four programs, LibTorch and Fashion-MNIST.
#
#   docker build -t palimpsest .
#   docker run --rm -p 127.0.0.1:7117:7117 -v palimpsest:/data palimpsest
#   docker run --rm --network host palimpsest palimpsest server status
FROM debian:bookworm-slim AS build
ENV PALIMPSEST_DEPS=/opt/palimpsest/deps
WORKDIR /src
COPY deploy deploy
RUN deploy/install-deps.sh
COPY . .
RUN cmake --preset dev && cmake --build --preset dev \
      --target palimpsestd palimpsest-worker palimpsest-engine palimpsest && \
    strip build/dev/bin/palimpsest*

FROM debian:bookworm-slim
RUN apt-get update -q && \
    apt-get install -q -y --no-install-recommends \
      libgrpc++1.51 libprotobuf32 libabsl20220623 libsqlite3-0 libyaml-cpp0.7 libhwy1 libssl3 zlib1g \
      dataset-fashion-mnist && \
    rm -rf /var/lib/apt/lists/* && \
    useradd --system --home-dir /data palimpsest && install -d -o palimpsest /data
# The engine's RPATH names this folder.
COPY --from=build /opt/palimpsest/deps/libtorch/torch/lib/libtorch_cpu.so \
                  /opt/palimpsest/deps/libtorch/torch/lib/libc10.so \
                  /opt/palimpsest/deps/libtorch/torch/lib/libgomp.so.1 /opt/palimpsest/deps/libtorch/torch/lib/
COPY --from=build /opt/palimpsest/deps/libtorch/nvidia/cu13/lib/libcudart.so.13 \
                  /opt/palimpsest/deps/libtorch/nvidia/cu13/lib/libcupti.so.13 \
                  /opt/palimpsest/deps/libtorch/nvidia/cu13/lib/
COPY --from=build /src/build/dev/bin/ /usr/local/bin/
USER palimpsest
VOLUME /data
EXPOSE 7117
# Inside a container every interface is the container's own; publish the port to loopback only, as above.
CMD ["palimpsestd", "--listen", "0.0.0.0:7117", "--insecure", "--data-dir", "/data", "--workers", "cpu:1"]
