//! Files that people have instead of one document a line, and what turns them into that.

/// What the file seems to be, judged by its first line that is not blank, with a command that helps. `None`: what it should be, or
/// nothing known.
pub(super) fn other_format(line: &str) -> Option<&'static str> {
    let line = line.trim();
    match line.chars().next()? {
        '[' => Some("this is a JSON array: write one document a line, for instance with jq -c '.[]' FILE"),
        '{' if line == "{" => {
            Some("this is a document over several lines: write one document a line, for instance with jq -c . FILE")
        }
        '{' => None,
        _ if line.contains([',', ';', '\t']) => Some(
            "this seems to be a table: each row has to become a document of the contract in a line of its own, for instance with \
             mlr --icsv --ojsonl cat FILE, where the columns have the names of the contract's properties",
        ),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_tells_what_a_file_is_instead() {
        for (line, command) in [
            ("[", "jq -c '.[]'"),
            (r#" [{"shopCustomerNumber":"1"}"#, "jq -c '.[]'"),
            ("{", "jq -c ."),
            ("shopCustomerNumber;customerType", "mlr --icsv"),
            ("number,type", "mlr --icsv"),
        ] {
            assert!(other_format(line).unwrap().contains(command), "{line}");
        }
        for line in ["", r#"{"shopCustomerNumber":"1"}"#, "{}", "null"] {
            assert_eq!(other_format(line), None, "{line}");
        }
    }
}
