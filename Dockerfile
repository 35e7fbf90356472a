# il2sim without a display: docker build -t il2sim .
#
#   docker run --rm -u "$(id -u):$(id -g)" -v "$PWD:/work" il2sim run my.toml
#
# --build-arg LAVAPIPE=yes adds Mesa's software Vulkan driver (`il2sim run my.toml --engine gpu`).
# --build-arg COMMIT="$(git rev-parse HEAD)" is what manifests then say of the program.
# docs/shipping.md says what of this was tried.
ARG RUST=1.95

FROM docker.io/library/rust:${RUST}-slim-bookworm AS build
ARG COMMIT=unknown
WORKDIR /src
COPY . .
RUN IL2SIM_COMMIT=${COMMIT} cargo build --release --locked --bin il2sim

FROM docker.io/library/debian:bookworm-slim
ARG LAVAPIPE=no
RUN if [ "$LAVAPIPE" = yes ]; then \
        apt-get update \
        && apt-get install -y --no-install-recommends libvulkan1 mesa-vulkan-drivers \
        && rm -rf /var/lib/apt/lists/*; \
    fi
COPY --from=build /src/target/release/il2sim /usr/local/bin/
COPY LICENSE-MIT LICENSE-APACHE THIRD-PARTY.md README.md /usr/local/share/doc/il2sim/
COPY scenarios /usr/local/share/il2sim/scenarios
WORKDIR /work
ENTRYPOINT ["il2sim"]
CMD ["--help"]
