//! The ways to take accounts or holdings together.

/// What accounts or holdings that are measured together have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grouping {
    Institution,
    AccountType,
    /// The person's own groups; an account may be in several.
    Group,
    AssetClass,
    Sector,
}

impl Grouping {
    /// Every one, in order.
    pub const ALL: [Self; 5] = [
        Self::Institution,
        Self::AccountType,
        Self::Group,
        Self::AssetClass,
        Self::Sector,
    ];

    /// Its name on the command line and in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Institution => "institution",
            Self::AccountType => "account-type",
            Self::Group => "group",
            Self::AssetClass => "asset-class",
            Self::Sector => "sector",
        }
    }

    /// The one of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == name)
    }

    /// Whether it takes whole accounts together; else it takes holdings.
    pub fn is_of_accounts(self) -> bool {
        match self {
            Self::Institution | Self::AccountType | Self::Group => true,
            Self::AssetClass | Self::Sector => false,
        }
    }
}
