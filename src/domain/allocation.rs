//! The ways to divide a portfolio.

/// What market value is divided by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum AllocationBy {
    #[default]
    AssetClass,
    Security,
    Sector,
    Account,
    Institution,
    Currency,
}

impl AllocationBy {
    /// Every dimension, in order.
    pub const ALL: [Self; 6] = [
        Self::AssetClass,
        Self::Security,
        Self::Sector,
        Self::Account,
        Self::Institution,
        Self::Currency,
    ];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AssetClass => "asset-class",
            Self::Security => "security",
            Self::Sector => "sector",
            Self::Account => "account",
            Self::Institution => "institution",
            Self::Currency => "currency",
        }
    }

    /// The dimension of that name on the command line.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }
}
