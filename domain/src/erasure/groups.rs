//! Records of a plan of which the same becomes, told together: so that a person can read the plan of somebody with very many
//! orders, and an answer with it stays small.

use std::collections::HashMap;
use std::fmt;

use super::plan::{Outcome, Plan};

/// Records of one kind, of which the same becomes.
#[derive(Clone, PartialEq, Eq)]
pub struct Group<'a> {
    /// Where such records are: `orders[]`.
    pub place: &'a str,
    /// After which category it was decided.
    pub category: &'a str,
    /// What becomes of them.
    pub outcome: &'a Outcome,
    /// How many there are.
    pub count: usize,
    /// What staff recognise them by, of those that have a name. Personal data: `Debug` hides it.
    pub names: Vec<&'a str>,
}

impl Plan {
    /// What becomes of the records, those together of which the same becomes, in the order of [`records`](Self::records).
    #[must_use]
    pub fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group<'_>> = Vec::new();
        let mut known = HashMap::new();
        for record in self.records() {
            let place = *known.entry((&record.place, &record.category, &record.outcome)).or_insert_with(|| {
                groups.push(Group {
                    place: &record.place,
                    category: &record.category,
                    outcome: &record.outcome,
                    count: 0,
                    names: Vec::new(),
                });
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(place) {
                group.count += 1;
                group.names.extend(record.name.as_deref());
            }
        }
        groups
    }
}

impl fmt::Debug for Group<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, category, outcome, count, names: _ } = self;
        f.debug_struct("Group")
            .field("place", place)
            .field("category", category)
            .field("outcome", outcome)
            .field("count", count)
            .finish_non_exhaustive()
    }
}
