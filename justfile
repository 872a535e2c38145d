# Recipes of the house. Every one is a plain command that also runs without `just`.

# Starts everything: private PostgreSQL and Redis, migrations, the three services, the demo.
up *ARGS:
    cargo run --release -- up {{ARGS}}

# Every test of the workspace; PostgreSQL and Redis are started privately.
test *ARGS:
    cargo test --workspace {{ARGS}}

# What a change must pass before it is committed.
check: fmt-check clippy deny test

fmt:
    cargo fmt --all

fmt-check:
    cargo fmt --all -- --check

clippy:
    cargo clippy --workspace --all-targets -- -D warnings

deny:
    cargo deny check bans licenses sources

# The house rules: dependency law, file sizes, module docs, words.
tidy:
    cargo test -p wellflow-tidy

migrate:
    cargo run --release -- migrate

# What is behind the feature `graphql`, which the everyday build leaves out: the lints and the tests of it.
graphql:
    cargo clippy -p wellflow-query-api -p wellflow-launcher --features wellflow-launcher/graphql,wellflow-query-api/graphql --all-targets -- -D warnings
    cargo test -p wellflow-query-api --features graphql --lib --test api graphql

# A signed token, for example `just token demo owner`.
token ORGANIZATION ROLE:
    cargo run --release -- token --organization {{ORGANIZATION}} --role {{ROLE}}

# Imports a pair of BSEE files into the running installation.
import BOREHOLES PRODUCTION *ARGS:
    cargo run --release -- import bsee --boreholes {{BOREHOLES}} --production {{PRODUCTION}} {{ARGS}}

# Whole-system tests: one process and three processes.
e2e *ARGS:
    cargo test -p wellflow-e2e {{ARGS}}

# The ledger under a million commands of processes that are killed, then under 200 power cuts; about ten minutes each.
faults: (faults-concurrency) (faults-kills)

# For example `just faults-concurrency --commands 100000 --seed 7`.
faults-concurrency *ARGS:
    cargo run --release -p wellflow-e2e --bin ledger-faults -- concurrency {{ARGS}}

# For example `just faults-kills --rounds 30`.
faults-kills *ARGS:
    cargo run --release -p wellflow-e2e --bin ledger-faults -- kills {{ARGS}}

# Imports the full files of three agencies in DIR, too large for the repository, and prints and checks what the imports report.
full-data DIR:
    .ci/full-data {{DIR}}

# The services as containers behind one entry; copy .env.example to .env first.
compose-up:
    docker compose up --build --detach

compose-check:
    docker compose --env-file .env.example config --quiet

# The ledger against its peers and the raw limit, for example `just bench --quick --check`.
bench *ARGS:
    cargo run --release --manifest-path bench/Cargo.toml -- ledger {{ARGS}}

# The query API at random instants and under load; needs wrk. For example `just bench-query --quick --check`.
bench-query *ARGS:
    cargo run --release --manifest-path bench/Cargo.toml -- query {{ARGS}}

# The projector under a million events while projectors, Redis and PostgreSQL are killed; for example with `--separate-reads`.
faults-projector *ARGS:
    cargo run --release -p wellflow-e2e --bin projector-faults -- {{ARGS}}

# Both APIs under schemathesis, for example `just schemathesis --max-time 600`.
schemathesis *ARGS:
    .ci/schemathesis {{ARGS}}
