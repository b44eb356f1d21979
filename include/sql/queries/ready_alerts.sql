select alert_id from ops.alert where state = 'ready'
