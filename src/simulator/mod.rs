//! A Plaid look-alike on loopback, for the demo and the tests.
