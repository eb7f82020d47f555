//! Pictures of screens, drawn as the window draws them and read back from the renderer.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use eframe::egui::{self, Color32, Rect, Vec2};
use eframe::egui_wgpu::wgpu::{self, BufferUsages, TextureUsages};
use eframe::egui_wgpu::{RenderState, RendererOptions, ScreenDescriptor};
use egui_kittest::wgpu::{create_render_state, default_wgpu_setup};
use kyukyubako::core::settings::TextSize;
use kyukyubako::ui::theme::color::{self, Palette};
use kyukyubako::ui::view::View;
use kyukyubako::ui::{screens, theme};

/// A screen's pixels: red, green, blue and how opaque, row by row.
pub struct Picture {
    size: [u32; 2],
    pub pixels: Vec<u8>,
}

impl Picture {
    /// True when something stands out from the upper left corner.
    pub fn shows_something(&self) -> bool {
        self.pixels.chunks_exact(4).any(|pixel| !self.pixels.starts_with(pixel))
    }

    /// Writes it quickly: the evenly coloured surfaces of a screen need no clever compression.
    pub fn save(&self, file: &Path) {
        let [width, height] = self.size;
        let mut encoder = png::Encoder::new(BufWriter::new(File::create(file).unwrap()), width, height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_compression(png::Compression::Fast);
        encoder.set_filter(png::Filter::Sub);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&self.pixels).unwrap();
        writer.finish().unwrap();
    }
}

/// Draws screens of one size, one after the other.
pub struct Easel {
    ctx: egui::Context,
    state: RenderState,
    target: wgpu::Texture,
    read: wgpu::Buffer,
    size: [u32; 2],
    scale: f32,
}

impl Easel {
    /// For windows of this many pixels, `scale` of them for a logical one.
    pub fn new(size: [u32; 2], scale: f32) -> Self {
        // As the window itself: see `runtime::launch`.
        let options = RendererOptions { dithering: false, ..RendererOptions::default() };
        let state = create_render_state(default_wgpu_setup(), options);
        assert_eq!(state.target_format, wgpu::TextureFormat::Rgba8Unorm);
        let [width, height] = size;
        let target = state.device.create_texture(&wgpu::TextureDescriptor {
            label: None,
            size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: state.target_format,
            usage: TextureUsages::RENDER_ATTACHMENT | TextureUsages::COPY_SRC,
            view_formats: &[],
        });
        let read = state.device.create_buffer(&wgpu::BufferDescriptor {
            label: None,
            size: u64::from(row_bytes(width)) * u64::from(height),
            usage: BufferUsages::MAP_READ | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        let ctx = egui::Context::default();
        theme::install(&ctx);
        Self { ctx, state, target, read, size, scale }
    }

    /// The screen of `view` in the words' normal size and the usual colours.
    pub fn draw(&mut self, view: &View) -> Picture {
        // What was typed into a field, or scrolled, is drawn one pass later.
        self.pass(view);
        let output = self.pass(view);
        self.paint(output.shapes);
        Picture { size: self.size, pixels: self.read_back() }
    }

    fn pass(&self, view: &View) -> egui::FullOutput {
        let [width, height] = self.size.map(|pixels| f32::from(u16::try_from(pixels).unwrap()));
        let mut input = egui::RawInput {
            screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, Vec2::new(width, height) / self.scale)),
            ..egui::RawInput::default()
        };
        let viewport = input.viewports.entry(egui::ViewportId::ROOT).or_default();
        viewport.native_pixels_per_point = Some(self.scale);
        let mut output = self.ctx.run_ui(input, |ui| {
            theme::draw_with(ui.ctx(), Palette::Normal);
            screens::show(ui, view, TextSize::Normal);
        });
        let RenderState { device, queue, renderer, .. } = &self.state;
        let mut renderer = renderer.write();
        for (id, images) in output.textures_delta.set.drain() {
            for image in images {
                renderer.update_texture(device, queue, id, &image);
            }
        }
        output
    }

    fn paint(&self, shapes: Vec<egui::epaint::ClippedShape>) {
        let RenderState { device, queue, renderer, .. } = &self.state;
        let mut renderer = renderer.write();
        let meshes = self.ctx.tessellate(shapes, self.scale);
        let screen = ScreenDescriptor { size_in_pixels: self.size, pixels_per_point: self.scale };
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let buffers = renderer.update_buffers(device, queue, &mut encoder, &meshes, &screen);
        let target = self.target.create_view(&wgpu::TextureViewDescriptor::default());
        // As the window clears itself: see `clear_color` of `runtime::Window`.
        let [r, g, b, a] = Color32::from(color::GROUND).to_normalized_gamma_f32().map(f64::from);
        let mut pass = encoder
            .begin_render_pass(&wgpu::RenderPassDescriptor {
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &target,
                    resolve_target: None,
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(wgpu::Color { r, g, b, a }),
                        store: wgpu::StoreOp::Store,
                    },
                    depth_slice: None,
                })],
                ..wgpu::RenderPassDescriptor::default()
            })
            .forget_lifetime();
        renderer.render(&mut pass, &meshes, &screen);
        drop(pass);
        let [width, height] = self.size;
        encoder.copy_texture_to_buffer(
            self.target.as_image_copy(),
            wgpu::TexelCopyBufferInfo {
                buffer: &self.read,
                layout: wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(row_bytes(width)),
                    rows_per_image: None,
                },
            },
            wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        );
        queue.submit(buffers.into_iter().chain([encoder.finish()]));
    }

    fn read_back(&self) -> Vec<u8> {
        let all = self.read.slice(..);
        all.map_async(wgpu::MapMode::Read, |mapped| mapped.unwrap());
        self.state.device.poll(wgpu::PollType::wait_indefinitely()).unwrap();
        let [width, _] = self.size;
        let mut pixels = Vec::new();
        let mapped = all.get_mapped_range().unwrap();
        for row in mapped.chunks_exact(row_bytes(width) as usize) {
            pixels.extend_from_slice(row.get(..width as usize * 4).unwrap());
        }
        drop(mapped);
        self.read.unmap();
        pixels
    }
}

/// Bytes of one row of pixels in a buffer, whose rows begin at certain places only.
fn row_bytes(width: u32) -> u32 {
    (width * 4).next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT)
}
