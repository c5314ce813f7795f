//! A system font for names in scripts that the embedded one lacks.

use std::{collections::BTreeSet, sync::Arc};

use egui::{Context, FontData};
use fontdb::{Database, ID, Style, Weight};
use skrifa::{FontRef, MetadataProvider as _};

use super::{PageModel, theme};
use crate::domain::Portfolio;

/// The font found for a portfolio's names, if one is needed and there is one.
///
/// It is a model like a page's, so that files are searched off the frame.
pub(super) struct Fallback(Option<Arc<FontData>>);

impl PageModel for Fallback {
    type Query = ();

    fn build(portfolio: &Arc<Portfolio>, (): &()) -> Self {
        let missing = missing(portfolio);
        if missing.is_empty() {
            return Self(None);
        }
        let mut fonts = Database::new();
        fonts.load_system_fonts();
        Self(covering(&fonts, &missing).map(Arc::new))
    }
}

/// Uses what was found, once.
pub(super) fn install(found: Option<&Arc<Fallback>>, ctx: &Context) {
    let Some(font) = found.and_then(|it| it.0.as_ref()) else {
        return;
    };
    let id = egui::Id::unique("fallback font");
    let address = Arc::as_ptr(font) as usize;
    if ctx.data(|it| it.get_temp(id)) == Some(address) {
        return;
    }
    ctx.data_mut(|it| it.insert_temp(id, address));
    let mut fonts = theme::fonts();
    fonts
        .font_data
        .insert("fallback".to_owned(), Arc::clone(font));
    for family in fonts.families.values_mut() {
        family.push("fallback".to_owned());
    }
    ctx.set_fonts(fonts);
}

/// The characters of names that the embedded font has no glyph for.
fn missing(portfolio: &Portfolio) -> BTreeSet<char> {
    let securities = portfolio.securities.values();
    let names = securities
        .flat_map(|it| [it.name.as_deref(), it.ticker_symbol.as_deref()])
        .chain(portfolio.accounts.iter().map(|it| Some(&*it.name)))
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
        .filter(|it| !it.is_ascii() && !it.is_control())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .filter(|it| !has(*it))
        .collect()
}

/// The upright font of ordinary weight that covers most of `wanted`.
fn covering(fonts: &Database, wanted: &BTreeSet<char>) -> Option<FontData> {
    let faces = fonts
        .faces()
        .filter(|it| it.style == Style::Normal && it.weight == Weight::NORMAL);
    let (_, best) = faces
        .map(|face| (covered(fonts, face.id, wanted), face.id))
        .filter(|(count, _)| *count > 0)
        .max_by_key(|(count, _)| *count)?;
    fonts.with_face_data(best, |bytes, index| FontData {
        index,
        ..FontData::from_owned(bytes.to_vec())
    })
}

fn covered(fonts: &Database, face: ID, wanted: &BTreeSet<char>) -> usize {
    let count = |bytes: &[u8], index| {
        FontRef::from_index(bytes, index).map_or(0, |font| {
            let charmap = font.charmap();
            wanted
                .iter()
                .filter(|it| charmap.map(**it).is_some())
                .count()
        })
    };
    fonts.with_face_data(face, count).unwrap_or_default()
}
