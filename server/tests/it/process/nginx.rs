//! nginx in front.
