//! What every backend promises. Each rule gets fresh storage; it may open it more than once, as several processes would.

use std::sync::Arc;

use domain::store::Store;

/// Storage that is empty at first, and can be opened any number of times.
pub(crate) trait Storage {
    /// Opens it as one more process would.
    fn open(&self) -> Arc<dyn Store>;
}

/// Makes a module of this name with one test a rule, each on the fresh storage that the expression makes.
macro_rules! store_rules {
    ($backend:ident, $fresh:expr) => {
        mod $backend {
            store_rules! { added $fresh =>
                what_was_added_is_found_as_it_was
                nothing_is_found_that_was_not_added
                opening_it_again_finds_everything
                a_taken_name_is_refused_and_changes_nothing
                names_are_told_apart_to_the_letter
                nothing_refers_to_what_does_not_exist
                storage_is_empty_until_somebody_adds_something
            }
            store_rules! { transactions $fresh =>
                a_transaction_sees_what_it_wrote_and_others_see_it_committed
                work_that_fails_changes_nothing
                work_that_panics_changes_nothing_and_leaves_the_storage_usable
                a_reader_sees_one_state_while_others_commit
                checking_changes_nothing
                of_many_simultaneous_confirmations_one_moves_the_request
                a_confirmation_that_races_with_closing_is_never_lost_or_invented
            }
            store_rules! { together $fresh =>
                of_many_simultaneous_writers_each_has_its_own_result_that_is_on_disk
                who_changes_nothing_answers_by_what_is_on_disk
                of_many_who_commit_fail_or_panic_exactly_the_committed_is_there
                moving_the_log_changes_nothing_that_is_read
            }
            store_rules! { organizations $fresh =>
                the_root_and_the_privacy_viewer_are_there_from_the_start
                a_lineage_leads_from_the_organization_up_to_the_root
                grants_add_up_for_each_organization
                a_role_without_permission_is_a_role_and_grants_nothing
            }
            store_rules! { customers $fresh =>
                a_customer_is_created_updated_or_left_as_they_were
                shops_keep_their_customers_apart
                a_document_comes_back_to_the_letter
                a_document_is_read_piece_by_piece_to_the_letter
                a_document_that_is_read_is_of_one_state_while_others_commit
                customers_are_found_by_their_address_in_any_case
            }
            store_rules! { requests $fresh =>
                a_request_changes_only_from_the_revision_it_is_at
                a_closed_request_remembers_how_and_when_it_was_confirmed
                no_request_changes_but_the_one_that_is_named
                an_update_replaces_what_can_change_and_nothing_else
                links_come_oldest_first_and_can_be_added_moved_and_taken_away
            }
            store_rules! { found $fresh =>
                a_list_has_what_fits_in_the_order_of_receipt_and_of_ids
                the_open_request_of_a_subject_is_the_one_that_was_confirmed_first
                pending_requests_are_counted_for_each_subject_of_each_shop
                requests_whose_links_end_are_found_unless_a_mail_waits
                requests_whose_links_end_are_found_by_the_links_they_have_now_the_first_first
                closed_requests_that_still_name_somebody_are_found_the_oldest_first
            }
            store_rules! { erasures $fresh =>
                a_state_on_its_way_comes_back_as_it_was
                requests_are_due_when_their_time_or_their_next_try_has_come
                a_request_has_one_cancel_link_at_a_time
                an_erasure_is_remembered_and_ends_once
                what_remains_of_somebody_is_there_once_and_comes_back_to_the_letter
                remains_are_due_by_their_time_or_by_other_rules
                holds_belong_to_one_person_and_go_one_by_one
                a_customer_who_is_deleted_is_gone_and_nobody_else
                traces_are_noted_with_what_is_removed_until_they_are_wiped
                the_end_of_the_ledger_is_the_one_that_was_put_last
                lines_for_the_ledger_wait_in_order_until_they_are_written
                erasures_are_found_by_their_id_and_those_that_are_done_in_pages
            }
            store_rules! { mails $fresh =>
                a_mail_comes_back_as_it_was_queued
                a_mail_belongs_to_a_request_and_its_id_is_its_own
                the_mail_that_is_due_longest_is_next
                a_mail_changes_only_while_it_waits_and_was_tried_as_often_as_said
                mails_that_wait_and_that_were_given_up_are_counted
                of_many_simultaneous_claims_one_has_the_mail
                a_lease_is_one_holders_until_it_is_over
                of_many_who_want_a_lease_one_gets_it
            }
            store_rules! { packages $fresh =>
                a_request_has_one_package_that_comes_back_as_it_was_put
                a_package_belongs_to_a_request_and_no_two_have_the_same_file
                a_request_has_one_link_to_its_package_that_outlives_it
            }
            store_rules! { webhooks $fresh =>
                a_webhook_comes_back_as_it_was_queued
                a_webhook_belongs_to_a_shop_and_its_id_is_its_own
                the_webhook_that_is_due_longest_is_next
                each_endpoint_has_a_queue_of_its_own
                a_webhook_changes_only_while_it_waits_and_was_tried_as_often_as_said
                of_many_simultaneous_claims_one_has_the_webhook
            }
            store_rules! { callers $fresh =>
                a_key_is_remembered_for_its_caller_alone
                old_keys_are_forgotten_and_can_be_used_again
                forms_wait_in_order_until_they_are_taken_once
            }
            store_rules! { audit $fresh =>
                an_entry_comes_back_as_it_was_appended
                entries_come_in_order_and_in_pages
                the_entries_of_a_request_are_its_own
                the_head_is_the_one_that_was_left_last
                an_entry_that_is_not_behind_all_others_is_refused
                an_append_that_is_not_committed_leaves_nothing
                a_subject_has_one_key_until_it_is_destroyed
            }
        }
    };
    ($rules:ident $fresh:expr => $($rule:ident)*) => {
        $(
            #[test]
            fn $rule() {
                use crate::*;
                $rules::$rule(&$fresh);
            }
        )*
    };
}
