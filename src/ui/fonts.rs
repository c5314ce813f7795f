//! System fonts for names in scripts that the embedded one lacks.

use std::{collections::BTreeSet, sync::Arc};

use egui::{Context, FontData};
use fontdb::{Database, ID, Style, Weight};
use skrifa::{FontRef, MetadataProvider as _};

use super::{PageModel, theme};
use crate::domain::Account;
use crate::portfolio::Portfolio;

/// More fonts than this are not read: some are 20 MB large.
const MOST_FONTS: usize = 4;

/// The fonts found for a portfolio's names; none where none is needed, or
/// there is none.
///
/// It is a model like a page's, so that files are searched off the frame.
pub(super) struct Fallback(Vec<Arc<FontData>>);

impl PageModel for Fallback {
    type Query = ();

    fn build(portfolio: &Arc<Portfolio>, (): &()) -> Self {
        let missing = missing(portfolio);
        if missing.is_empty() {
            return Self(vec![]);
        }
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        let found = covering(&fonts, missing);
        Self(found.into_iter().map(Arc::new).collect())
    }
}

/// Uses what was found, once.
pub(super) fn install(found: Option<&Arc<Fallback>>, ctx: &Context) {
    let Some(found) = found.filter(|it| !it.0.is_empty()) else {
        return;
    };
    let id = egui::Id::unique("fallback fonts");
    let address = Arc::as_ptr(found) as usize;
    if ctx.data(|it| it.get_temp(id)) == Some(address) {
        return;
    }
    ctx.data_mut(|it| it.insert_temp(id, address));
    let mut fonts = theme::fonts();
    for (at, font) in found.0.iter().enumerate() {
        let name = format!("fallback {at}");
        fonts.font_data.insert(name.clone(), Arc::clone(font));
        for family in fonts.families.values_mut() {
            family.push(name.clone());
        }
    }
    ctx.set_fonts(fonts);
}

/// The characters of names that the embedded font has no glyph for.
fn missing(portfolio: &Portfolio) -> BTreeSet<char> {
    let groups = portfolio.groups();
    let securities = portfolio.securities.values();
    let names = securities
        .flat_map(|it| [it.name.as_deref(), it.ticker_symbol.as_deref()])
        .chain(portfolio.accounts.iter().flat_map(Account::names))
        .chain(groups.iter().map(|it| Some(&**it)))
        .chain(portfolio.connections.iter().map(|it| Some(&*it.name)))
        .chain(portfolio.transactions.iter().map(|it| Some(&*it.name)));
    let embedded = FontRef::new(theme::REGULAR).ok();
    let has = |it: char| {
        let charmap = embedded.as_ref().map(FontRef::charmap);
        charmap.is_some_and(|charmap| charmap.map(it).is_some())
    };
    names
        .flatten()
        .filter(|it| !it.is_ascii())
        .flat_map(str::chars)
        .filter(|it| !it.is_ascii() && !it.is_control() && !it.is_whitespace())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .filter(|it| !has(*it))
        .collect()
}

/// Upright fonts of ordinary weight that together write `wanted`: at each step
/// the one that writes most of what is still missing.
fn covering(fonts: &Database, wanted: BTreeSet<char>) -> Vec<FontData> {
    let faces = fonts
        .faces()
        .filter(|it| it.style == Style::Normal && it.weight == Weight::NORMAL);
    let candidates: Vec<(ID, BTreeSet<char>)> = faces
        .map(|face| (face.id, written_by(fonts, face.id, &wanted)))
        .filter(|(_, written)| !written.is_empty())
        .collect();
    let mut missing = wanted;
    let mut found = vec![];
    while found.len() < MOST_FONTS {
        let gain = |written: &BTreeSet<char>| written.intersection(&missing).count();
        let best = candidates.iter().max_by_key(|(_, written)| gain(written));
        let Some((face, written)) = best.filter(|(_, written)| gain(written) > 0) else {
            break;
        };
        missing.retain(|it| !written.contains(it));
        found.extend(fonts.with_face_data(*face, |bytes, index| FontData {
            index,
            ..FontData::from_owned(bytes.to_vec())
        }));
    }
    found
}

/// Those of `wanted` that a face draws with an outline: egui would leave the
/// colored bitmaps of emoji fonts empty.
fn written_by(fonts: &Database, face: ID, wanted: &BTreeSet<char>) -> BTreeSet<char> {
    let written = |bytes: &[u8], index| {
        let font = FontRef::from_index(bytes, index).ok()?;
        let (charmap, outlines) = (font.charmap(), font.outline_glyphs());
        let has = |it: &char| {
            let glyph = charmap.map(*it);
            glyph.is_some_and(|glyph| outlines.get(glyph).is_some())
        };
        Some(wanted.iter().copied().filter(has).collect())
    };
    let written = fonts.with_face_data(face, written);
    written.flatten().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portfolio::sample;

    #[test]
    fn only_characters_without_a_glyph_are_missing() {
        let mut portfolio = Portfolio::default();
        let names = ["Zürich ••4821 Ξένα Ценные €", "全世界 ファンド"];
        for (id, name) in ["latin", "japanese"].into_iter().zip(names) {
            let mut security = sample::security(id, "etf");
            security.name = Some(name.into());
            portfolio.securities.insert(id.into(), security);
        }
        let expected: BTreeSet<char> = "全世界ファンド".chars().collect();
        assert_eq!(missing(&portfolio), expected);
    }

    #[test]
    fn each_font_adds_characters_that_the_others_lack() {
        let mut fonts = Database::new();
        fonts.load_font_data(theme::REGULAR.to_vec());
        fonts.load_font_data(theme::REGULAR.to_vec());
        assert_eq!(covering(&fonts, ['ö', 'ж', '世'].into()).len(), 1);
        assert!(covering(&fonts, ['世'].into()).is_empty());
    }
}
