//! A plot as SVG: both axes logarithmic, so that what grows in proportion is a line that rises, and what does not is flat.

use std::fmt::Write as _;

pub(crate) struct Series {
    pub(crate) name: &'static str,
    pub(crate) points: Vec<(f64, f64)>,
}

pub(crate) struct Plot<'a> {
    pub(crate) title: &'a str,
    pub(crate) across: &'a str,
    pub(crate) series: Vec<Series>,
}

const WIDTH: f64 = 660.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 80.0;
const RIGHT: f64 = 40.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 60.0;
const COLOURS: [&str; 3] = ["#1f5fa8", "#b3471b", "#3a7d34"];

/// The powers of ten around some numbers.
#[derive(Clone, Copy)]
struct Axis {
    from: f64,
    to: f64,
}

impl Axis {
    fn around(numbers: impl Iterator<Item = f64> + Clone) -> Self {
        let from = numbers.clone().fold(f64::INFINITY, f64::min).log10().floor();
        let to = numbers.fold(0.0, f64::max).log10().ceil();
        Self { from, to: to.max(from + 1.0) }
    }

    /// Where a number is, from 0 to 1.
    fn place(self, number: f64) -> f64 {
        (number.log10() - self.from) / (self.to - self.from)
    }

    fn ticks(self) -> impl Iterator<Item = f64> {
        std::iter::successors(Some(self.from), |power| Some(power + 1.0))
            .take_while(move |power| *power <= self.to)
            .map(|power| 10_f64.powf(power))
    }
}

impl Plot<'_> {
    pub(crate) fn svg(&self) -> String {
        let points = self.series.iter().flat_map(|series| &series.points);
        let across = Axis::around(points.clone().map(|point| point.0));
        let up = Axis::around(points.map(|point| point.1));
        let x = |number: f64| LEFT + across.place(number) * (WIDTH - LEFT - RIGHT);
        let y = |number: f64| HEIGHT - BOTTOM - up.place(number) * (HEIGHT - TOP - BOTTOM);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
             font-size=\"12\">\n<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n\
             <text x=\"{LEFT}\" y=\"20\" font-size=\"14\">{}</text>\n",
            self.title
        );
        for tick in across.ticks() {
            let (x, end) = (x(tick), HEIGHT - BOTTOM);
            let _ = writeln!(svg, "<path d=\"M{x:.1} {TOP}V{end}\" stroke=\"#ddd\"/>");
            let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{tick}</text>", end + 18.0);
        }
        for tick in up.ticks() {
            let y = y(tick);
            let _ = writeln!(svg, "<path d=\"M{LEFT} {y:.1}H{}\" stroke=\"#ddd\"/>", WIDTH - RIGHT);
            let _ = writeln!(svg, "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{tick}</text>", LEFT - 8.0, y + 4.0);
        }
        let (middle, below) = (f64::midpoint(LEFT, WIDTH - RIGHT), HEIGHT - BOTTOM + 40.0);
        let _ = writeln!(svg, "<text x=\"{middle}\" y=\"{below}\" text-anchor=\"middle\">{}</text>", self.across);
        let mut legend = LEFT;
        for (series, colour) in self.series.iter().zip(COLOURS) {
            let mut path = String::new();
            for &(across, up) in &series.points {
                let (x, y) = (x(across), y(up));
                let _ = write!(path, "{}{x:.1} {y:.1}", if path.is_empty() { "M" } else { "L" });
                let _ = writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>");
            }
            let _ = writeln!(svg, "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>");
            let _ = writeln!(svg, "<text x=\"{legend}\" y=\"40\" fill=\"{colour}\">{}</text>", series.name);
            legend += 180.0;
        }
        svg + "</svg>\n"
    }
}
