//! What a window paints, as shapes: texts, dots and rings with their places.

use egui::{Color32, FontFamily, FullOutput, Rect, Shape};

/// A text on the screen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Text {
    pub(crate) words: String,
    pub(crate) size: f32,
    pub(crate) is_semibold: bool,
    /// Whether it ends in … because it did not fit.
    pub(crate) is_cut: bool,
    /// How many lines it has.
    pub(crate) lines: usize,
    /// Where it stands, whether cut off there or not.
    pub(crate) place: Rect,
    /// Outside of this nothing of it is painted.
    pub(crate) clip: Rect,
}

/// Every text of a frame.
pub(crate) fn texts(output: &FullOutput) -> Vec<Text> {
    let mut texts = vec![];
    each(output, &mut |shape, clip| {
        if let Shape::Text(it) = shape {
            let job = &it.galley.job;
            let font = job.sections.first().map(|it| &it.format.font_id);
            texts.push(Text {
                words: job.text.clone(),
                size: font.map_or(0.0, |it| it.size),
                is_semibold: font.is_some_and(|it| it.family != FontFamily::Proportional),
                is_cut: it.galley.elided,
                lines: it.galley.rows.len(),
                place: it.galley.rect.translate(it.pos.to_vec2()),
                clip,
            });
        }
    });
    texts
}

/// Every text in sight with its color and that of the rectangles it stands on.
pub(crate) fn inks(output: &FullOutput) -> Vec<(Text, Color32, Color32)> {
    let mut grounds: Vec<(Rect, Color32)> = vec![];
    let mut inks = vec![];
    let mut all = texts(output).into_iter();
    each(output, &mut |shape, clip| {
        if let Shape::Rect(it) = shape {
            grounds.push((it.rect.intersect(clip), it.fill));
        }
        if let Shape::Text(it) = shape {
            let text = all.next().expect("the same shapes");
            let seen = text.place.intersect(text.clip);
            let section = it.galley.job.sections.first();
            let own = section.map(|it| it.format.color);
            let own = own.filter(|it| *it != Color32::PLACEHOLDER);
            let ink = own.unwrap_or(it.fallback_color);
            let ink = it.override_text_color.unwrap_or(ink);
            let at = seen.center();
            let below = grounds.iter().filter(|(place, _)| place.contains(at));
            let ground = below.fold(Color32::BLACK, |ground, (_, fill)| ground.blend(*fill));
            if seen.is_positive() && !text.words.trim().is_empty() {
                inks.push((text, ink, ground));
            }
        }
    });
    inks
}

/// The dots of that radius, and what they are clipped to.
pub(crate) fn dots(output: &FullOutput, radius: f32) -> Vec<(Rect, Rect)> {
    let mut dots = vec![];
    each(output, &mut |shape, clip| {
        if let Shape::Circle(it) = shape
            && (it.radius - radius).abs() < 0.01
        {
            dots.push((it.visual_bounding_rect(), clip));
        }
    });
    dots
}

/// The outlines of that color.
pub(crate) fn outlines(output: &FullOutput, color: Color32) -> Vec<Rect> {
    let mut rects = vec![];
    each(output, &mut |shape, clip| {
        if let Shape::Rect(it) = shape
            && it.stroke.color == color
            && it.stroke.width > 0.0
        {
            rects.push(it.rect.intersect(clip));
        }
    });
    rects
}

/// The filled rectangles of that height.
pub(crate) fn filled(output: &FullOutput, height: f32) -> Vec<Rect> {
    let mut rects = vec![];
    each(output, &mut |shape, _| {
        if let Shape::Rect(it) = shape
            && it.fill != Color32::TRANSPARENT
            && (it.rect.height() - height).abs() < 0.01
        {
            rects.push(it.rect);
        }
    });
    rects
}

/// The grounds of that color.
pub(crate) fn fills(output: &FullOutput, color: Color32) -> Vec<Rect> {
    let mut rects = vec![];
    each(output, &mut |shape, clip| {
        if let Shape::Rect(it) = shape
            && it.fill == color
        {
            rects.push(it.rect.intersect(clip));
        }
    });
    rects
}

fn each(output: &FullOutput, see: &mut impl FnMut(&Shape, Rect)) {
    fn within(shape: &Shape, clip: Rect, see: &mut impl FnMut(&Shape, Rect)) {
        if let Shape::Vec(shapes) = shape {
            for it in shapes {
                within(it, clip, see);
            }
        } else {
            see(shape, clip);
        }
    }
    for it in &output.shapes {
        within(&it.shape, it.clip_rect, see);
    }
}
