# The one binary `wellflow`. Build context: the repository's root.
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --package wellflow-launcher --features graphql,exports \
    && install -D target/release/wellflow /out/wellflow

FROM debian:bookworm-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/wellflow --create-home wellflow
COPY --from=build /out/wellflow /usr/local/bin/wellflow
COPY LICENSE /usr/share/doc/wellflow/LICENSE
USER wellflow
ENV WELLFLOW_HOME=/var/lib/wellflow \
    WELLFLOW_LISTEN=0.0.0.0:8080 \
    WELLFLOW_NO_FETCH=1
EXPOSE 8080
ENTRYPOINT ["wellflow"]
CMD ["--help"]
