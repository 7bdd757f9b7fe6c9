//! What a shop looks like: a name, a logo, two colours.

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;

/// What a shop looks like, in mails and on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// What it is called: one line.
    pub name: String,
    /// Its logo.
    pub logo: Option<Logo>,
    /// What headings, links and buttons are coloured in. Readable on `background`, and `background` on it.
    pub colour: Colour,
    /// What is behind everything.
    pub background: Colour,
}

impl Brand {
    /// Of a shop that has decided nothing.
    #[must_use]
    pub fn plain(name: String) -> Self {
        Self { name, logo: None, colour: Colour::BLUE, background: Colour::WHITE }
    }

    /// What running text on `background` is coloured in: black or white, whichever can be read better.
    #[must_use]
    pub fn text(&self) -> Colour {
        [Colour::BLACK, Colour::WHITE]
            .into_iter()
            .max_by(|one, other| one.contrast(self.background).total_cmp(&other.contrast(self.background)))
            .unwrap_or(Colour::BLACK)
    }
}

/// A picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    /// `image/png`, `image/jpeg` or `image/svg+xml`.
    pub media_type: &'static str,
    /// The file.
    pub bytes: Bytes,
}

impl Logo {
    /// The most a logo may have.
    pub const MAX_BYTES: usize = 256 * 1024;

    /// The picture in these bytes, whose kind is told by how they begin.
    ///
    /// # Errors
    /// What is wrong with them, for the end of a sentence that begins with the name of the file.
    pub fn new(bytes: Bytes) -> Result<Self, &'static str> {
        if bytes.len() > Self::MAX_BYTES {
            return Err("is larger than 256 KiB");
        }
        let media_type = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            "image/png"
        } else if bytes.starts_with(b"\xff\xd8\xff") {
            "image/jpeg"
        } else if is_svg(&bytes) {
            "image/svg+xml"
        } else {
            return Err("is not a PNG, JPEG or SVG");
        };
        Ok(Self { media_type, bytes })
    }
}

/// Whether this is text whose first element is `svg`, behind what XML allows before it.
fn is_svg(bytes: &[u8]) -> bool {
    let Ok(mut rest) = std::str::from_utf8(bytes) else { return false };
    loop {
        rest = rest.trim_start_matches('\u{feff}').trim_start();
        let end = match rest {
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<!DOCTYPE") => ">",
            _ => break,
        };
        let Some((_, behind)) = rest.split_once(end) else { return false };
        rest = behind;
    }
    rest.strip_prefix("<svg").is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '>' || c == '/'))
}

/// A colour of sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    const BLACK: Self = Self([0; 3]);
    const WHITE: Self = Self([0xff; 3]);
    const BLUE: Self = Self([0x1a, 0x4f, 0x8b]);

    /// The least contrast at which text can be read: WCAG 2.2, success criterion 1.4.3 (level AA).
    pub const LEAST_CONTRAST: f64 = 4.5;

    /// The contrast ratio of text in one on the other, 1 to 21: WCAG 2.2, "contrast ratio".
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// WCAG 2.2, "relative luminance".
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|channel| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

/// As CSS and HTML write it: `#1a4f8b`.
impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Colour {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const ALLOWED: &str = "must be a colour like \"#1a4f8b\"";
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6).ok_or(ALLOWED)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(ALLOWED);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| ALLOWED)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Ok(Self([red, green, blue]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(text: &str) -> Colour {
        text.parse().unwrap()
    }

    #[test]
    fn a_colour_is_written_as_in_css() {
        assert_eq!(colour("#1A4f8b").to_string(), "#1a4f8b");
        for illegal in ["", "#", "red", "1a4f8b", "#1a4f8", "#1a4f8bff", "#fff", "#+a4f8b", "#1a4f8g", "#äää"] {
            assert!(illegal.parse::<Colour>().is_err(), "{illegal}");
        }
    }

    #[test]
    fn the_contrast_is_that_of_wcag() {
        let near = |one: &str, other: &str, expected: f64| {
            let (there, back) = (colour(one).contrast(colour(other)), colour(other).contrast(colour(one)));
            assert!((there - expected).abs() < 0.005 && (there - back).abs() < 1e-9, "{one} {other}: {there}");
        };
        // The known neighbours of 4.5 on white, and the ends of the scale.
        near("#ffffff", "#000000", 21.0);
        near("#767676", "#ffffff", 4.54);
        near("#777777", "#ffffff", 4.48);
        near("#ff0000", "#ffffff", 4.0);
        near("#123456", "#123456", 1.0);
    }

    #[test]
    fn running_text_can_be_read_on_every_background() {
        for grey in 0..=255_u8 {
            for background in
                [Colour([grey; 3]), Colour([grey, 0, 255]), Colour([255, grey, 0]), Colour([0, 255, grey])]
            {
                let brand = Brand { background, ..Brand::plain("x".to_owned()) };
                assert!(brand.text().contrast(background) >= Colour::LEAST_CONTRAST, "{background}");
            }
        }
        let plain = Brand::plain("x".to_owned());
        assert!(plain.colour.contrast(plain.background) >= Colour::LEAST_CONTRAST);
        assert_eq!(plain.text(), Colour::BLACK);
    }

    #[test]
    fn a_logo_is_what_its_bytes_say() {
        let kind = |bytes: &'static [u8]| Logo::new(Bytes::from_static(bytes)).map(|logo| logo.media_type);
        assert_eq!(kind(b"\x89PNG\r\n\x1a\nx"), Ok("image/png"));
        assert_eq!(kind(b"\xff\xd8\xff\xe0x"), Ok("image/jpeg"));
        let svgs: [&[u8]; 3] = [
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- > --><!DOCTYPE svg>\n<svg>",
            b" <svg\n>",
        ];
        for svg in svgs {
            assert_eq!(kind(svg), Ok("image/svg+xml"));
        }
        let others: [&[u8]; 7] = [b"", b"GIF89a", b"<html><svg>", b"<svgs>", b"<!-- <svg>", b"\xff<svg>", b"svg"];
        for other in others {
            assert_eq!(kind(other), Err("is not a PNG, JPEG or SVG"));
        }
        let large = [b"\x89PNG\r\n\x1a\n".as_slice(), &vec![0; Logo::MAX_BYTES]].concat();
        assert_eq!(Logo::new(large.into()), Err("is larger than 256 KiB"));
    }
}
