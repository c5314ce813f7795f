//! What people call the parts of their system: decided once, and said only of the
//! system that the program runs on.

/// The systems that call things differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    Windows,
    MacOs,
    /// Linux, and what is like it.
    Other,
}

impl System {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Windows, Self::MacOs, Self::Other];

    /// The one that this program is for.
    pub const HERE: Self = if cfg!(windows) {
        Self::Windows
    } else if cfg!(target_os = "macos") {
        Self::MacOs
    } else {
        Self::Other
    };

    /// What keeps secrets, within a sentence.
    pub const fn keyring(self) -> &'static str {
        match self {
            Self::Windows => "the Credential Manager",
            Self::MacOs => "the Keychain",
            Self::Other => "the system keyring",
        }
    }

    /// What is said where the program that shows folders could not be started.
    pub(super) const fn no_file_manager(self) -> &'static str {
        match self {
            Self::Windows => "File Explorer could not be started",
            Self::MacOs => "The Finder could not be started",
            Self::Other => "No file manager could be started",
        }
    }
}

/// What keeps secrets here, within a sentence.
pub const KEYRING: &str = System::HERE.keyring();
