//! Pure functions over the domain: gains, cash flows, allocation, value over time.
