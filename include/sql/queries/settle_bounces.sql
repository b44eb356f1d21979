update ops.bounce set is_settled = true where subscriber_id = %(subscriber_id)s and not is_settled
