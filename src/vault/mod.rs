//! The only module that touches the operating system's keyring.
