//! Stocks.

use rust_decimal::dec;

use super::{Security, Split, stock};

pub(in crate::simulator) static AAPL: Security = Security {
    yearly_yield: dec!(0.005),
    ..stock(
        "AAPL",
        "Apple Inc.",
        ("Electronic Technology", "Telecommunications Equipment"),
        (dec!(196.3), dec!(248.9)),
    )
};

pub(in crate::simulator) static MSFT: Security = Security {
    yearly_yield: dec!(0.008),
    ..stock(
        "MSFT",
        "Microsoft Corporation",
        ("Technology Services", "Packaged Software"),
        (dec!(402.5), dec!(478.2)),
    )
};

pub(in crate::simulator) static NVDA: Security = Security {
    volatility: dec!(0.02),
    yearly_yield: dec!(0.0004),
    split: Some(Split {
        day: 310,
        ratio: dec!(4),
    }),
    ..stock(
        "NVDA",
        "NVIDIA Corporation",
        ("Electronic Technology", "Semiconductors"),
        (dec!(118.7), dec!(176.4)),
    )
};

pub(in crate::simulator) static JNJ: Security = Security {
    exchange: Some("XNYS"),
    yearly_yield: dec!(0.031),
    ..stock(
        "JNJ",
        "Johnson & Johnson",
        ("Health Technology", "Pharmaceuticals: Major"),
        (dec!(156.2), dec!(178.5)),
    )
};

pub(in crate::simulator) static KO: Security = Security {
    exchange: Some("XNYS"),
    yearly_yield: dec!(0.029),
    ..stock(
        "KO",
        "The Coca-Cola Company",
        ("Consumer Non-Durables", "Beverages: Non-Alcoholic"),
        (dec!(62.8), dec!(70.4)),
    )
};

pub(in crate::simulator) static SONY: Security = Security {
    exchange: Some("XNYS"),
    subtype: Some("depositary receipt"),
    yearly_yield: dec!(0.006),
    ..stock(
        "SONY",
        "Sony Group Corporation Sponsored ADR",
        ("Consumer Durables", "Electronics/Appliances"),
        (dec!(18.9), dec!(27.3)),
    )
};

pub(in crate::simulator) static TSLA: Security = Security {
    volatility: dec!(0.024),
    ..stock(
        "TSLA",
        "Tesla, Inc.",
        ("Consumer Durables", "Motor Vehicles"),
        (dec!(248.1), dec!(291.6)),
    )
};

pub(in crate::simulator) static RY: Security = Security {
    currency: "CAD",
    exchange: Some("XTSE"),
    yearly_yield: dec!(0.036),
    ..stock(
        "RY",
        "Royal Bank of Canada",
        ("Finance", "Major Banks"),
        (dec!(152.7), dec!(197.4)),
    )
};

pub(in crate::simulator) static SHOP: Security = Security {
    currency: "CAD",
    exchange: Some("XTSE"),
    volatility: dec!(0.021),
    ..stock(
        "SHOP",
        "Shopify Inc.",
        ("Commercial Services", "Internet Software/Services"),
        (dec!(104.3), dec!(163.9)),
    )
};

pub(in crate::simulator) static EMPLOYER: Security = Security {
    exchange: Some("XNYS"),
    volatility: dec!(0.017),
    ..stock(
        "TWRB",
        "Tidewater Robotics Inc.",
        ("Producer Manufacturing", "Industrial Machinery"),
        (dec!(71.2), dec!(96.4)),
    )
};
