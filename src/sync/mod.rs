//! Fetch, plan, apply: brings one connection up to date.
