//! Rectangles of given areas that fill a rectangle, each as near to a square as
//! it goes (Bruls, Huizing and van Wijk, "Squarified Treemaps", 2000).

use egui::{Rect, pos2};

/// One rectangle for each weight, in the same order; best with the largest
/// first. Weights of zero have none of the area.
pub(super) fn squares(weights: &[f32], whole: Rect) -> Vec<Rect> {
    let total: f32 = weights.iter().sum();
    if total <= 0.0 || !whole.is_positive() {
        return vec![Rect::from_min_size(whole.min, egui::Vec2::ZERO); weights.len()];
    }
    let areas: Vec<f32> = weights.iter().map(|it| it / total * whole.area()).collect();
    let mut placed = Vec::with_capacity(areas.len());
    let mut rest = whole;
    let mut left = &areas[..];
    while !left.is_empty() {
        let side = rest.width().min(rest.height()).max(f32::MIN_POSITIVE);
        let mut count = 1;
        while count < left.len() && worst(&left[..=count], side) <= worst(&left[..count], side) {
            count += 1;
        }
        let (row, further) = left.split_at(count);
        left = further;
        // The last row takes what rounding left.
        let depth = if left.is_empty() {
            rest.width().max(rest.height())
        } else {
            row.iter().sum::<f32>() / side
        };
        let is_column = rest.width() >= rest.height();
        place(row, rest, depth, is_column, &mut placed);
        if is_column {
            rest.min.x = (rest.min.x + depth).min(rest.max.x);
        } else {
            rest.min.y = (rest.min.y + depth).min(rest.max.y);
        }
    }
    placed
}

/// How far the worst of a row is from a square, 1 being one.
fn worst(row: &[f32], side: f32) -> f32 {
    let sum: f32 = row.iter().sum();
    let depth = sum / side;
    row.iter()
        .map(|area| {
            let length = area / depth.max(f32::MIN_POSITIVE);
            let ratio = length / depth.max(f32::MIN_POSITIVE);
            if ratio > 0.0 {
                ratio.max(1.0 / ratio)
            } else {
                f32::MAX
            }
        })
        .fold(1.0, f32::max)
}

/// Places a row along the left or the upper edge of what is left.
fn place(row: &[f32], rest: Rect, depth: f32, is_column: bool, placed: &mut Vec<Rect>) {
    let sum: f32 = row.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    let mut from = 0.0;
    for area in row {
        let to = from + area / sum;
        placed.push(if is_column {
            Rect::from_min_max(
                pos2(rest.left(), rest.top() + from * rest.height()),
                pos2(rest.left() + depth, rest.top() + to * rest.height()),
            )
        } else {
            Rect::from_min_max(
                pos2(rest.left() + from * rest.width(), rest.top()),
                pos2(rest.left() + to * rest.width(), rest.top() + depth),
            )
        });
        from = to;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole() -> Rect {
        Rect::from_min_max(pos2(10.0, 20.0), pos2(610.0, 420.0))
    }

    #[test]
    fn the_example_of_the_paper_is_laid_out_as_there() {
        let weights = [6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0];
        let tiles = squares(&weights, whole());
        let width = |at: usize| tiles[at].width().round();
        // The first two stand upon each other, and each next row is no worse.
        assert_eq!((width(0), width(1)), (300.0, 300.0));
        assert!((tiles[2].top() - tiles[3].top()).abs() < 1.0);
    }

    #[test]
    fn nothing_has_no_area() {
        assert_eq!(squares(&[], whole()), []);
        let tiles = squares(&[0.0, 0.0], whole());
        assert!(tiles.iter().all(|it| it.area() == 0.0));
    }

    proptest! {
        #[test]
        fn areas_are_weights_and_nothing_overlaps(
            mut weights in proptest::collection::vec(0.01_f32..1.0, 1..12)
        ) {
            weights.sort_by(|a, b| b.total_cmp(a));
            let total: f32 = weights.iter().sum();
            let tiles = squares(&weights, whole());
            for (weight, tile) in weights.iter().zip(&tiles) {
                let share = tile.area() / whole().area();
                prop_assert!((share - weight / total).abs() < 1e-3, "{share} of {weight}");
                prop_assert!(whole().expand(0.1).contains_rect(*tile));
            }
            for (at, tile) in tiles.iter().enumerate() {
                for other in &tiles[at + 1..] {
                    prop_assert!(tile.intersect(*other).shrink(0.1).is_negative());
                }
            }
        }
    }
}
