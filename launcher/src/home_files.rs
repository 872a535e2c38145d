//! What an installation keeps about itself: its id, its token key, its ledger key, the passwords of its
//! database roles.
//!
//! Invariants
//! - Secrets are files of mode 0600 inside a folder of mode 0700, written whole or not at all.
//! - The id and the keys are made once; of several processes that start together, one wins and the others read its keys.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;
use wellflow_embedded::Home;
use wellflow_event_store::{LedgerKey, LedgerPublicKey};
use wellflow_http::auth::PublicKey;
use wellflow_http::{TokenKey, TokenVerifier};

/// The files of one installation.
#[derive(Clone, Debug)]
pub struct HomeFiles {
    path: PathBuf,
}

impl HomeFiles {
    /// The files in this home; its folder is made where it is missing.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(home: &Home) -> Result<Self> {
        let path = home.path().to_owned();
        if !path.exists() {
            // Run by root, the database's own user passes through to its data.
            let mode = if rustix::process::geteuid().is_root() {
                0o711
            } else {
                0o700
            };
            make_folder(&path, mode)?;
        }
        Ok(Self { path })
    }

    /// The home.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The id of this installation, made when it is first asked for.
    ///
    /// # Errors
    /// When the file cannot be read or made, or holds no id.
    pub fn installation(&self) -> Result<Uuid> {
        let path = self.keys().join("installation.id");
        let text = match read(&path)? {
            Some(text) => text,
            None => self.make(&path, &Uuid::new_v4().to_string())?,
        };
        text.trim()
            .parse()
            .with_context(|| format!("{} holds no id", path.display()))
    }

    /// The key that signs tokens, made when it is first asked for; its public half is written beside it.
    ///
    /// # Errors
    /// When the file cannot be read or made, or holds no key.
    pub fn token_key(&self) -> Result<TokenKey> {
        let path = self.keys().join("token.key");
        let text = match read(&path)? {
            Some(text) => text,
            None => self.make(&path, TokenKey::generate()?.to_text().expose_secret())?,
        };
        let key = TokenKey::from_text(&SecretString::from(text.trim().to_owned()))
            .with_context(|| format!("{} holds no token key", path.display()))?;
        let public = self.keys().join("token.pub");
        if read(&public)?.is_none_or(|text| text.trim() != key.public_key().to_string()) {
            self.write_private(&public, format!("{}\n", key.public_key()).as_bytes())?;
        }
        Ok(key)
    }

    /// The key that signs what leaves the ledger to be kept elsewhere, made when it is first asked for; its public half is
    /// written beside it.
    ///
    /// # Errors
    /// When the file cannot be read or made, or holds no key.
    pub fn ledger_key(&self) -> Result<LedgerKey> {
        let path = self.keys().join("ledger.key");
        let text = match read(&path)? {
            Some(text) => text,
            None => self.make(&path, LedgerKey::generate()?.to_text().expose_secret())?,
        };
        let key = LedgerKey::from_text(&SecretString::from(text.trim().to_owned()))
            .with_context(|| format!("{} holds no ledger key", path.display()))?;
        let public = self.keys().join("ledger.pub");
        if read(&public)?.is_none_or(|text| text.trim() != key.public_key().to_string()) {
            self.write_private(&public, format!("{}\n", key.public_key()).as_bytes())?;
        }
        Ok(key)
    }

    /// The public half of the ledger's key.
    ///
    /// # Errors
    /// When there is no key yet.
    pub fn ledger_public_key(&self) -> Result<LedgerPublicKey> {
        let path = self.keys().join("ledger.pub");
        let Some(text) = read(&path)? else {
            bail!(
                "{} does not exist: name the key that verifies with --key, or sign something in this WELLFLOW_HOME first",
                path.display()
            )
        };
        text.parse()
            .with_context(|| format!("{} holds no public key", path.display()))
    }

    /// What verifies tokens of this installation; needs the public half alone.
    ///
    /// # Errors
    /// When there is no key yet.
    pub fn verifier(&self) -> Result<TokenVerifier> {
        let path = self.keys().join("token.pub");
        let Some(text) = read(&path)? else {
            bail!(
                "{} does not exist: run `wellflow migrate` or `wellflow up` with this WELLFLOW_HOME first",
                path.display()
            )
        };
        let key: PublicKey = text
            .parse()
            .with_context(|| format!("{} holds no public key", path.display()))?;
        Ok(TokenVerifier::new(&key, self.installation()?))
    }

    /// Replaces a file as a whole, readable by its owner alone.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write_private(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let temporary = self.write_aside(path, bytes)?;
        fs::rename(&temporary, path).with_context(|| format!("{} cannot be written", path.display()))
    }

    /// Makes a file unless somebody else did in the meantime; gives what it holds then.
    fn make(&self, path: &Path, text: &str) -> Result<String> {
        if let Some(folder) = path.parent() {
            make_folder(folder, 0o700)?;
        }
        let temporary = self.write_aside(path, format!("{text}\n").as_bytes())?;
        let linked = fs::hard_link(&temporary, path);
        fs::remove_file(&temporary).with_context(|| format!("{} cannot be removed", temporary.display()))?;
        match linked {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).with_context(|| format!("{} cannot be made", path.display())),
        }
        read(path)?.with_context(|| format!("{} went away", path.display()))
    }

    fn write_aside(&self, path: &Path, bytes: &[u8]) -> Result<PathBuf> {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}", Uuid::new_v4().simple()));
        let temporary = PathBuf::from(name);
        let written = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&temporary)
            .and_then(|mut file| {
                file.write_all(bytes)?;
                file.sync_all()
            });
        written.with_context(|| format!("{} cannot be written", temporary.display()))?;
        Ok(temporary)
    }

    fn keys(&self) -> PathBuf {
        self.path.join("keys")
    }
}

fn make_folder(path: &Path, mode: u32) -> Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(mode)
        .create(path)
        .with_context(|| format!("the folder {} cannot be made", path.display()))
}

fn read(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn files(&self) -> HomeFiles {
            HomeFiles::open(&Home::resolve(Some(self.0.clone())).unwrap()).unwrap()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn folder() -> Folder {
        Folder(std::env::temp_dir().join(format!("wellflow-files-{}", Uuid::new_v4().simple())))
    }

    #[test]
    fn id_and_key_are_made_once_and_the_key_is_its_owners_alone() {
        let folder = folder();
        let (first, second) = (folder.files(), folder.files());
        assert_eq!(first.installation().unwrap(), second.installation().unwrap());
        assert_eq!(
            first.token_key().unwrap().public_key(),
            second.token_key().unwrap().public_key()
        );
        let mode = fs::metadata(folder.0.join("keys/token.key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
        assert!(first.verifier().is_ok());
        assert_eq!(
            fs::read_dir(folder.0.join("keys")).unwrap().count(),
            3,
            "no temporary file stays"
        );
    }

    #[test]
    fn the_ledger_key_is_made_once_and_is_its_owners_alone() {
        let folder = folder();
        let (first, second) = (folder.files(), folder.files());
        assert!(first.ledger_public_key().is_err(), "nothing is made by asking");
        let public = first.ledger_key().unwrap().public_key();
        assert_eq!(second.ledger_key().unwrap().public_key(), public);
        assert_eq!(second.ledger_public_key().unwrap(), public);
        let mode = fs::metadata(folder.0.join("keys/ledger.key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn without_a_key_the_error_says_how_to_get_one() {
        let error = folder().files().verifier().unwrap_err();
        assert!(error.to_string().contains("run `wellflow migrate`"), "{error}");
    }
}
