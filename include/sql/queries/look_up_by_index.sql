-- How many signatures share a band is guessed far too high, and while there are few articles all of them would be read for each.
select set_config('enable_seqscan', %(others)s, true) as others
