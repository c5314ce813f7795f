//! What egui paints, as an image made in software: without a GPU and a window,
//! and with the same pixels everywhere.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "pixels: places on a screen"
)]

use std::collections::BTreeMap;

use egui::{
    Color32, ColorImage, FullOutput, ImageData, Pos2, TextureId, TexturesDelta,
    epaint::{ImageDelta, Primitive, Vertex},
};

/// The textures of one context, which hold its letters.
#[derive(Default)]
pub struct Raster {
    textures: BTreeMap<TextureId, Texture>,
}

struct Texture {
    width: usize,
    height: usize,
    pixels: Vec<Color32>,
}

impl Raster {
    /// Takes in what a frame changed of the textures; every frame has to be
    /// told, the first one too.
    pub fn take_in(&mut self, delta: &mut TexturesDelta) {
        #[expect(
            clippy::iter_over_hash_type,
            reason = "textures do not depend on each other"
        )]
        for (id, deltas) in std::mem::take(&mut delta.set) {
            for delta in &deltas {
                self.set(id, delta);
            }
        }
        self.textures.retain(|id, _| !delta.free.contains(id));
        delta.free.clear();
    }

    /// Paints one frame's output. Callbacks leave a hole.
    pub fn render(&self, ctx: &egui::Context, output: &FullOutput) -> ColorImage {
        let scale = output.pixels_per_point;
        let size = ctx.content_rect().size() * scale;
        let mut canvas = Canvas::new(size.x.round() as usize, size.y.round() as usize);
        for primitive in ctx.tessellate(output.shapes.clone(), scale) {
            let Primitive::Mesh(mesh) = &primitive.primitive else {
                continue;
            };
            let Some(texture) = self.textures.get(&mesh.texture_id) else {
                continue;
            };
            let clip = canvas.clip(primitive.clip_rect, scale);
            for corners in mesh.indices.chunks_exact(3) {
                let corners = [0, 1, 2].map(|at| &mesh.vertices[corners[at] as usize]);
                canvas.triangle(corners, scale, clip, texture);
            }
        }
        canvas.into_image()
    }

    fn set(&mut self, id: TextureId, delta: &ImageDelta) {
        let ImageData::Color(image) = &delta.image;
        let [width, height] = image.size;
        let Some([left, top]) = delta.pos else {
            let pixels = image.pixels.clone();
            let texture = Texture {
                width,
                height,
                pixels,
            };
            self.textures.insert(id, texture);
            return;
        };
        if let Some(texture) = self.textures.get_mut(&id) {
            for y in 0..height {
                let at = (top + y) * texture.width + left;
                let row = &image.pixels[y * width..(y + 1) * width];
                texture.pixels[at..at + width].copy_from_slice(row);
            }
        }
    }
}

/// Left, top, right and bottom, in pixels.
type Clip = [i32; 4];

/// Premultiplied, in gamma space, like egui's own shaders.
struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<[f32; 4]>,
}

impl Canvas {
    fn new(width: usize, height: usize) -> Self {
        Self {
            width,
            height,
            pixels: vec![[0.0; 4]; width * height],
        }
    }

    fn clip(&self, rect: egui::Rect, scale: f32) -> Clip {
        let pixel = |at: f32, most: usize| ((at * scale).round() as i32).clamp(0, most as i32);
        [
            pixel(rect.min.x, self.width),
            pixel(rect.min.y, self.height),
            pixel(rect.max.x, self.width),
            pixel(rect.max.y, self.height),
        ]
    }

    fn triangle(&mut self, corners: [&Vertex; 3], scale: f32, clip: Clip, texture: &Texture) {
        let [a, b, c] = corners.map(|it| it.pos * scale);
        let area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
        if area.abs() < 1e-6 {
            return;
        }
        let turned = area < 0.0;
        let corners = if turned {
            [corners[0], corners[2], corners[1]]
        } else {
            corners
        };
        let at = if turned { [a, c, b] } else { [a, b, c] };
        let area = area.abs();
        let least = |of: fn(&Pos2) -> f32| at.iter().map(of).fold(f32::MAX, f32::min);
        let most = |of: fn(&Pos2) -> f32| at.iter().map(of).fold(f32::MIN, f32::max);
        let columns = (least(|it| it.x).floor() as i32).max(clip[0])
            ..(most(|it| it.x).ceil() as i32).min(clip[2]);
        let rows = (least(|it| it.y).floor() as i32).max(clip[1])
            ..(most(|it| it.y).ceil() as i32).min(clip[3]);
        // The top-left rule: an edge shared by two triangles is drawn once.
        let owns = |a: Pos2, b: Pos2| (a.y == b.y && b.x > a.x) || b.y < a.y;
        let owned = [owns(at[1], at[2]), owns(at[2], at[0]), owns(at[0], at[1])];
        let colors = corners.map(|it| it.color.to_array().map(f32::from));
        let source_at = |parts: [f32; 3]| -> [f32; 4] {
            let mix = |of: [f32; 3]| (0..3).map(|it| parts[it] * of[it]).sum::<f32>();
            let sample = texture.sample(
                mix(corners.map(|it| it.uv.x)),
                mix(corners.map(|it| it.uv.y)),
            );
            std::array::from_fn(|channel| {
                mix(colors.map(|it| it[channel])) * sample[channel] / 255.0
            })
        };
        let [first, others @ ..] = corners;
        let is_plain = others
            .iter()
            .all(|it| it.uv == first.uv && it.color == first.color);
        let plain = is_plain.then(|| source_at([1.0, 0.0, 0.0]));
        for y in rows {
            for x in columns.clone() {
                let here = egui::pos2(x as f32 + 0.5, y as f32 + 0.5);
                let side =
                    |a: Pos2, b: Pos2| (b.x - a.x) * (here.y - a.y) - (b.y - a.y) * (here.x - a.x);
                let parts = [side(at[1], at[2]), side(at[2], at[0]), side(at[0], at[1])];
                if (0..3).any(|it| parts[it] < 0.0 || (parts[it] == 0.0 && !owned[it])) {
                    continue;
                }
                let source = plain.unwrap_or_else(|| source_at(parts.map(|it| it / area)));
                let pixel = &mut self.pixels[y as usize * self.width + x as usize];
                let kept = 1.0 - source[3] / 255.0;
                for channel in 0..4 {
                    pixel[channel] = source[channel] + pixel[channel] * kept;
                }
            }
        }
    }

    fn into_image(self) -> ColorImage {
        let pixel = |it: &[f32; 4]| {
            let [r, g, b, a] = it.map(|it| (it + 0.5) as u8);
            Color32::from_rgba_premultiplied(r, g, b, a)
        };
        let pixels = self.pixels.iter().map(pixel).collect();
        ColorImage::new([self.width, self.height], pixels)
    }
}

impl Texture {
    /// Bilinear, clamped to the edge.
    fn sample(&self, u: f32, v: f32) -> [f32; 4] {
        let x = (u * self.width as f32 - 0.5).clamp(0.0, self.width as f32 - 1.0);
        let y = (v * self.height as f32 - 0.5).clamp(0.0, self.height as f32 - 1.0);
        let texel = |x: usize, y: usize| {
            let at = y.min(self.height - 1) * self.width + x.min(self.width - 1);
            self.pixels[at].to_array().map(f32::from)
        };
        let (left, top) = (x as usize, y as usize);
        let (across, down) = (x.fract(), y.fract());
        let corners = [
            (texel(left, top), (1.0 - across) * (1.0 - down)),
            (texel(left + 1, top), across * (1.0 - down)),
            (texel(left, top + 1), (1.0 - across) * down),
            (texel(left + 1, top + 1), across * down),
        ];
        std::array::from_fn(|channel| corners.iter().map(|(it, part)| it[channel] * part).sum())
    }
}
