-- Written by `python -m tools.schema_snapshot` from the steps with the digest 54e41cb19e747bf52cc0bafc1131d6dbf9d6ce6d5553c2a9a745202e84e9d8fd
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE departments (
	id INTEGER NOT NULL, 
	active BOOLEAN NOT NULL, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	kind TEXT NOT NULL, lead_office TEXT DEFAULT '' NOT NULL, merged_into_id INTEGER, merged_from TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_departments PRIMARY KEY (id), 
	CONSTRAINT uq_departments_code UNIQUE (code)
);
CREATE TABLE people (
	id INTEGER NOT NULL, 
	department_id INTEGER NOT NULL, 
	active BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	name TEXT NOT NULL, 
	roles TEXT NOT NULL, 
	mobile_sealed TEXT NOT NULL, 
	mobile_index TEXT NOT NULL, left_at DATETIME, name_index TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_people PRIMARY KEY (id), 
	CONSTRAINT fk_people_department_id FOREIGN KEY(department_id) REFERENCES departments (id)
);
CREATE TABLE accounts (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	platform TEXT NOT NULL, 
	user TEXT NOT NULL, 
	user_key TEXT NOT NULL, gone BOOLEAN DEFAULT 0 NOT NULL, left_at DATETIME, since DATETIME, 
	CONSTRAINT pk_accounts PRIMARY KEY (id), 
	CONSTRAINT fk_accounts_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT uq_accounts_platform_user_key UNIQUE (platform, user_key)
);
CREATE TABLE stand_ins (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	deputy_id INTEGER NOT NULL, 
	from_on DATE NOT NULL, 
	to_on DATE NOT NULL, 
	created_at DATETIME NOT NULL, 
	ended_at DATETIME, 
	CONSTRAINT pk_stand_ins PRIMARY KEY (id), 
	CONSTRAINT fk_stand_ins_deputy_id FOREIGN KEY(deputy_id) REFERENCES people (id), 
	CONSTRAINT fk_stand_ins_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE entries (
	id INTEGER NOT NULL, 
	department_id INTEGER NOT NULL, 
	active BOOLEAN NOT NULL, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	origin TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	sources TEXT NOT NULL, 
	words TEXT NOT NULL, 
	CONSTRAINT pk_entries PRIMARY KEY (id), 
	CONSTRAINT fk_entries_department_id FOREIGN KEY(department_id) REFERENCES departments (id), 
	CONSTRAINT uq_entries_code UNIQUE (code)
);
CREATE TABLE day_numbers (
	last INTEGER NOT NULL, 
	day DATE NOT NULL, 
	CONSTRAINT pk_day_numbers PRIMARY KEY (day)
);
CREATE TABLE tickets (
	id INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	proposer_id INTEGER NOT NULL, 
	filed_by INTEGER NOT NULL, 
	supplement_asked INTEGER NOT NULL, 
	returns INTEGER NOT NULL, 
	pending_days INTEGER NOT NULL, 
	on_behalf BOOLEAN NOT NULL, 
	fusion BOOLEAN NOT NULL, 
	owner_locked BOOLEAN NOT NULL, 
	flagged BOOLEAN NOT NULL, 
	evaluated BOOLEAN NOT NULL, 
	filed_at DATETIME NOT NULL, 
	related_ids JSON NOT NULL, 
	number TEXT NOT NULL, 
	rulebook TEXT NOT NULL, 
	track TEXT NOT NULL, 
	state TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	source_words TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	record_key_index TEXT NOT NULL, 
	title TEXT NOT NULL, 
	joint TEXT NOT NULL, 
	pending TEXT NOT NULL, 
	pending_reason TEXT NOT NULL, 
	party TEXT NOT NULL, 
	city_order TEXT NOT NULL, 
	history_head TEXT NOT NULL, 
	contact_sealed TEXT NOT NULL, 
	department_id INTEGER, 
	handler_id INTEGER, 
	entry_id INTEGER, 
	score INTEGER, 
	promised_on DATE, 
	original_at DATETIME, 
	received_at DATETIME, 
	closed_at DATETIME, 
	outcome TEXT, 
	result TEXT, root_id INTEGER, withdrawn_at DATETIME, pending_on DATE, to_tell TEXT DEFAULT '' NOT NULL, told_attempts TEXT DEFAULT '' NOT NULL, ended_from TEXT DEFAULT '' NOT NULL, recorded_by INTEGER DEFAULT 0 NOT NULL, cooperations INTEGER DEFAULT 0 NOT NULL, specials INTEGER DEFAULT 0 NOT NULL, special_lapses INTEGER DEFAULT 0 NOT NULL, pending_by INTEGER DEFAULT 0 NOT NULL, repaired_by INTEGER DEFAULT 0 NOT NULL, confirmed_by INTEGER DEFAULT 0 NOT NULL, letter_sent BOOLEAN DEFAULT 0 NOT NULL, ex_officio BOOLEAN DEFAULT 0 NOT NULL, special_pending BOOLEAN DEFAULT 0 NOT NULL, platform_returned BOOLEAN DEFAULT 0 NOT NULL, indefinite BOOLEAN DEFAULT 0 NOT NULL, flag_unconfirmed BOOLEAN DEFAULT 0 NOT NULL, fault_found BOOLEAN DEFAULT 0 NOT NULL, supplement_arrived BOOLEAN DEFAULT 0 NOT NULL, asked_to_cooperate BOOLEAN DEFAULT 0 NOT NULL, reply_returned BOOLEAN DEFAULT 0 NOT NULL, replied_by INTEGER DEFAULT 0 NOT NULL, platform_repaired_by INTEGER DEFAULT 0 NOT NULL, replied_at DATETIME, result_told BOOLEAN DEFAULT 0 NOT NULL, stepped_at DATETIME, 
	CONSTRAINT pk_tickets PRIMARY KEY (id), 
	CONSTRAINT fk_tickets_department_id FOREIGN KEY(department_id) REFERENCES departments (id), 
	CONSTRAINT fk_tickets_entry_id FOREIGN KEY(entry_id) REFERENCES entries (id), 
	CONSTRAINT fk_tickets_handler_id FOREIGN KEY(handler_id) REFERENCES people (id), 
	CONSTRAINT uq_tickets_number UNIQUE (number)
);
CREATE TABLE clocks (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	round INTEGER NOT NULL, 
	start_seq INTEGER NOT NULL, 
	limit_days INTEGER NOT NULL, 
	cap_days INTEGER NOT NULL, 
	total_days INTEGER NOT NULL, 
	due_on DATE NOT NULL, 
	provisional BOOLEAN NOT NULL, 
	missed BOOLEAN NOT NULL, 
	started_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	kind TEXT NOT NULL, 
	clause TEXT NOT NULL, 
	party TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	department_id INTEGER, 
	stopped_at DATETIME, 
	remind_at DATETIME, 
	verdict TEXT, verdict_if_kept TEXT, not_before DATE, 
	CONSTRAINT pk_clocks PRIMARY KEY (id), 
	CONSTRAINT fk_clocks_department_id FOREIGN KEY(department_id) REFERENCES departments (id), 
	CONSTRAINT fk_clocks_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id)
);
CREATE TABLE history (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	actor_id INTEGER NOT NULL, 
	acting_for INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	action TEXT NOT NULL, 
	role TEXT NOT NULL, 
	state_to TEXT NOT NULL, 
	party TEXT NOT NULL, 
	clause TEXT NOT NULL, 
	decision TEXT NOT NULL, 
	prev_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	department_id INTEGER, 
	state_from TEXT, 
	CONSTRAINT pk_history PRIMARY KEY (id), 
	CONSTRAINT fk_history_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id), 
	CONSTRAINT uq_history_ticket_id_seq UNIQUE (ticket_id, seq)
);
CREATE TABLE texts (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	field TEXT NOT NULL, 
	sealed TEXT NOT NULL, 
	salt TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	CONSTRAINT pk_texts PRIMARY KEY (id), 
	CONSTRAINT fk_texts_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id), 
	CONSTRAINT uq_texts_ticket_id_seq_field UNIQUE (ticket_id, seq, field)
);
CREATE TABLE flags (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	special BOOLEAN NOT NULL, 
	set_at DATETIME NOT NULL, 
	record_index TEXT NOT NULL, 
	entry_id INTEGER, 
	cleared_at DATETIME, 
	CONSTRAINT pk_flags PRIMARY KEY (id), 
	CONSTRAINT fk_flags_entry_id FOREIGN KEY(entry_id) REFERENCES entries (id), 
	CONSTRAINT fk_flags_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id)
);
CREATE TABLE inbox (
	id INTEGER NOT NULL, 
	attempts INTEGER NOT NULL, 
	payload_sealed BLOB NOT NULL, 
	next_at DATETIME NOT NULL, 
	received_at DATETIME NOT NULL, 
	platform TEXT NOT NULL, 
	message_key TEXT NOT NULL, 
	user_key TEXT NOT NULL, 
	state TEXT NOT NULL, 
	error TEXT NOT NULL, 
	done_at DATETIME, message_id TEXT DEFAULT '' NOT NULL, repeats INTEGER DEFAULT 0 NOT NULL, result TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_inbox PRIMARY KEY (id), 
	CONSTRAINT uq_inbox_platform_message_key UNIQUE (platform, message_key)
);
CREATE TABLE drafts (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	form_version INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	form TEXT NOT NULL, 
	step TEXT NOT NULL, 
	answers_sealed TEXT NOT NULL, 
	state TEXT NOT NULL, 
	ticket_id INTEGER, 
	CONSTRAINT pk_drafts PRIMARY KEY (id), 
	CONSTRAINT fk_drafts_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_drafts_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id)
);
CREATE TABLE conversations (
	person_id INTEGER NOT NULL, 
	updated_at DATETIME NOT NULL, 
	menu JSON NOT NULL, menu_sealed TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_conversations PRIMARY KEY (person_id), 
	CONSTRAINT fk_conversations_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE attachments (
	id INTEGER NOT NULL, 
	size INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	sha256 TEXT NOT NULL, 
	name_sealed TEXT NOT NULL, 
	content_type TEXT NOT NULL, 
	state TEXT NOT NULL, 
	platform TEXT NOT NULL, 
	media_id TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	draft_id INTEGER, 
	ticket_id INTEGER, 
	seq INTEGER, findings JSON, 
	CONSTRAINT pk_attachments PRIMARY KEY (id), 
	CONSTRAINT fk_attachments_draft_id FOREIGN KEY(draft_id) REFERENCES drafts (id), 
	CONSTRAINT fk_attachments_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_attachments_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id)
);
CREATE TABLE cards (
	id INTEGER NOT NULL, 
	generation INTEGER NOT NULL, 
	live BOOLEAN NOT NULL, 
	"key" TEXT NOT NULL, 
	platform TEXT NOT NULL, 
	user TEXT NOT NULL, 
	template TEXT NOT NULL, 
	update_code_sealed TEXT NOT NULL, 
	ticket_id INTEGER, 
	person_id INTEGER, 
	outbox_id INTEGER, 
	sent_at DATETIME, 
	update_until DATETIME, 
	CONSTRAINT pk_cards PRIMARY KEY (id), 
	CONSTRAINT fk_cards_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_cards_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id), 
	CONSTRAINT uq_cards_key UNIQUE ("key")
);
CREATE TABLE outbox (
	id INTEGER NOT NULL, 
	lane INTEGER NOT NULL, 
	generation INTEGER NOT NULL, 
	attempts INTEGER NOT NULL, 
	payload_sealed BLOB NOT NULL, 
	next_at DATETIME NOT NULL, 
	created_at DATETIME NOT NULL, 
	dedupe TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	platform TEXT NOT NULL, 
	user TEXT NOT NULL, 
	state TEXT NOT NULL, 
	message_id TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	person_id INTEGER, 
	ticket_id INTEGER, 
	card_id INTEGER, 
	sent_at DATETIME, 
	read_at DATETIME, user_index TEXT DEFAULT '' NOT NULL, taken INTEGER DEFAULT 0 NOT NULL, taken_at DATETIME, cause TEXT DEFAULT '' NOT NULL, held_for TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_outbox PRIMARY KEY (id), 
	CONSTRAINT fk_outbox_card_id FOREIGN KEY(card_id) REFERENCES cards (id), 
	CONSTRAINT fk_outbox_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT fk_outbox_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id), 
	CONSTRAINT uq_outbox_dedupe UNIQUE (dedupe)
);
CREATE TABLE reminders (
	id INTEGER NOT NULL, 
	clock_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	due_on DATE NOT NULL, 
	found_at DATETIME NOT NULL, 
	rung TEXT NOT NULL, 
	dedupe TEXT NOT NULL, 
	CONSTRAINT pk_reminders PRIMARY KEY (id), 
	CONSTRAINT fk_reminders_clock_id FOREIGN KEY(clock_id) REFERENCES clocks (id), 
	CONSTRAINT fk_reminders_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT uq_reminders_clock_id_rung_due_on_person_id UNIQUE (clock_id, rung, due_on, person_id)
);
CREATE TABLE notice_files (
	year INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	loaded_at DATETIME NOT NULL, 
	content JSON NOT NULL, 
	number TEXT NOT NULL, loaded_by TEXT, replaces INTEGER, 
	CONSTRAINT pk_notice_files PRIMARY KEY (year, version)
);
CREATE TABLE slots (
	taken_at DATETIME NOT NULL, 
	job TEXT NOT NULL, 
	slot TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	CONSTRAINT pk_slots PRIMARY KEY (job, slot)
);
CREATE TABLE meta (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_meta PRIMARY KEY ("key")
);
CREATE VIRTUAL TABLE entry_words USING fts5(words, content='', tokenize='unicode61');
CREATE TABLE quality_reports (
	id INTEGER NOT NULL, 
	period TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	content TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	until DATETIME NOT NULL, 
	known DATETIME NOT NULL, 
	calendar TEXT NOT NULL, 
	publish_on DATE NOT NULL, 
	CONSTRAINT pk_quality_reports PRIMARY KEY (id), 
	CONSTRAINT uq_quality_reports_period_version UNIQUE (period, version)
);
CREATE TABLE erasures (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	rule TEXT NOT NULL, 
	history_head TEXT NOT NULL, 
	what TEXT NOT NULL, 
	prev_hash TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_erasures PRIMARY KEY (id), 
	CONSTRAINT fk_erasures_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id)
);
CREATE TABLE flag_events (
	id INTEGER NOT NULL, 
	event TEXT NOT NULL, 
	record_index TEXT NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	flagged INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	special BOOLEAN NOT NULL, 
	entry_id INTEGER, 
	queued_at DATETIME, 
	CONSTRAINT pk_flag_events PRIMARY KEY (id), 
	CONSTRAINT fk_flag_events_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id), 
	CONSTRAINT fk_flag_events_entry_id FOREIGN KEY(entry_id) REFERENCES entries (id)
);
CREATE TABLE deeds (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	person_id INTEGER NOT NULL, 
	subject INTEGER NOT NULL, 
	act TEXT NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_deeds PRIMARY KEY (id)
);
CREATE TABLE corrections (
	id INTEGER NOT NULL, 
	entry_id INTEGER NOT NULL, 
	department_id INTEGER NOT NULL, 
	suggested_id INTEGER NOT NULL, 
	code TEXT NOT NULL, 
	name TEXT NOT NULL, 
	state TEXT NOT NULL, 
	opened_at DATETIME NOT NULL, 
	settled_at DATETIME, 
	CONSTRAINT pk_corrections PRIMARY KEY (id), 
	CONSTRAINT fk_corrections_entry_id FOREIGN KEY(entry_id) REFERENCES entries (id), 
	CONSTRAINT fk_corrections_department_id FOREIGN KEY(department_id) REFERENCES departments (id), 
	CONSTRAINT fk_corrections_suggested_id FOREIGN KEY(suggested_id) REFERENCES departments (id)
);
CREATE TABLE correction_lines (
	id INTEGER NOT NULL, 
	correction_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	acting_for INTEGER NOT NULL, 
	act TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	ticket_id INTEGER, 
	seq INTEGER, 
	before_id INTEGER, 
	after_id INTEGER, names TEXT, 
	CONSTRAINT pk_correction_lines PRIMARY KEY (id), 
	CONSTRAINT fk_correction_lines_correction_id FOREIGN KEY(correction_id) REFERENCES corrections (id), 
	CONSTRAINT fk_correction_lines_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id)
);
CREATE TABLE calendars (
	id INTEGER NOT NULL, 
	version TEXT NOT NULL, 
	content TEXT NOT NULL, 
	since DATETIME NOT NULL, 
	CONSTRAINT pk_calendars PRIMARY KEY (id)
);
CREATE TABLE archive_exports (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	way TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_archive_exports PRIMARY KEY (id), 
	CONSTRAINT fk_archive_exports_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id)
);
CREATE TABLE erasure_warnings (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	closed_at DATETIME NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_erasure_warnings PRIMARY KEY (id), 
	CONSTRAINT fk_erasure_warnings_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id), 
	CONSTRAINT uq_erasure_warnings_ticket_id_closed_at UNIQUE (ticket_id, closed_at)
);
CREATE TABLE former_names (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	row_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	until DATETIME NOT NULL, 
	CONSTRAINT pk_former_names PRIMARY KEY (id)
);
CREATE TABLE record_log (
	seq INTEGER NOT NULL, 
	step INTEGER NOT NULL, 
	epoch INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	leaf TEXT NOT NULL, 
	mac TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	found BOOLEAN NOT NULL, 
	CONSTRAINT pk_record_log PRIMARY KEY (seq)
);
CREATE TABLE record_tip (
	id INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	epoch INTEGER NOT NULL, 
	mac TEXT NOT NULL, 
	seal TEXT NOT NULL, 
	CONSTRAINT pk_record_tip PRIMARY KEY (id)
);
CREATE TABLE record_epochs (
	epoch INTEGER NOT NULL, 
	record TEXT NOT NULL, 
	public TEXT NOT NULL, 
	handover TEXT NOT NULL, 
	keys_sealed TEXT NOT NULL, 
	opened_at DATETIME NOT NULL, 
	CONSTRAINT pk_record_epochs PRIMARY KEY (epoch)
);
CREATE TABLE record_heads (
	id INTEGER NOT NULL, 
	size INTEGER NOT NULL, 
	content TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_record_heads PRIMARY KEY (id)
);
CREATE TABLE import_lists (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	loaded_by TEXT NOT NULL, 
	file TEXT NOT NULL, 
	list_sealed TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	told INTEGER DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_import_lists PRIMARY KEY (id)
);
CREATE TABLE staged_changes (
	person_id INTEGER NOT NULL, 
	run TEXT NOT NULL, 
	name TEXT NOT NULL, 
	department_id INTEGER NOT NULL, 
	roles TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	mobile_sealed TEXT NOT NULL, 
	mobile_index TEXT NOT NULL, 
	was_department_id INTEGER NOT NULL, 
	was_roles TEXT NOT NULL, 
	was_active BOOLEAN NOT NULL, 
	was_mobile_index TEXT NOT NULL, left_at DATETIME, name_index TEXT DEFAULT '' NOT NULL, was_name_index TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_staged_changes PRIMARY KEY (person_id)
);
CREATE TABLE readings (
	seq INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	kind TEXT NOT NULL, 
	told_sealed TEXT NOT NULL, 
	salt TEXT NOT NULL, 
	digest TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	ticket_id INTEGER, 
	CONSTRAINT pk_readings PRIMARY KEY (seq)
);
CREATE TABLE role_requests (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	asked_by INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	decided_by INTEGER NOT NULL, 
	role TEXT NOT NULL, 
	state TEXT NOT NULL, 
	gives BOOLEAN NOT NULL, 
	decided_at DATETIME, 
	CONSTRAINT pk_role_requests PRIMARY KEY (id), 
	CONSTRAINT fk_role_requests_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE privacy_notices (
	version TEXT NOT NULL, 
	content TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_privacy_notices PRIMARY KEY (version)
);
CREATE TABLE notice_readers (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	version TEXT NOT NULL, 
	platform TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_notice_readers PRIMARY KEY (id), 
	CONSTRAINT fk_notice_readers_person_id FOREIGN KEY(person_id) REFERENCES people (id), 
	CONSTRAINT uq_notice_readers_person_id_version UNIQUE (person_id, version)
);
CREATE TABLE own_data_requests (
	id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	decided_by INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	words_sealed TEXT NOT NULL, 
	answer_sealed TEXT NOT NULL, 
	decided_at DATETIME, 
	CONSTRAINT pk_own_data_requests PRIMARY KEY (id), 
	CONSTRAINT fk_own_data_requests_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE directory_events (
	platform TEXT NOT NULL, 
	user_key TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	change TEXT NOT NULL, 
	CONSTRAINT pk_directory_events PRIMARY KEY (platform, user_key)
);
CREATE TABLE staged_entries (
	entry_id INTEGER NOT NULL, 
	run TEXT NOT NULL, 
	name TEXT NOT NULL, 
	department_id INTEGER NOT NULL, 
	origin TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	sources TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	was_name TEXT NOT NULL, 
	was_department_id INTEGER NOT NULL, 
	was_origin TEXT NOT NULL, 
	was_kind TEXT NOT NULL, 
	was_sources TEXT NOT NULL, 
	was_active BOOLEAN NOT NULL, 
	CONSTRAINT pk_staged_entries PRIMARY KEY (entry_id)
);
CREATE TABLE case_keys (
	id INTEGER NOT NULL, 
	ticket_id INTEGER NOT NULL, 
	sort TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	CONSTRAINT pk_case_keys PRIMARY KEY (id), 
	CONSTRAINT fk_case_keys_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id) ON DELETE CASCADE
);
CREATE TABLE case_words (
	ticket_id INTEGER NOT NULL, 
	filed BLOB NOT NULL, 
	later BLOB NOT NULL, 
	CONSTRAINT pk_case_words PRIMARY KEY (ticket_id), 
	CONSTRAINT fk_case_words_ticket_id FOREIGN KEY(ticket_id) REFERENCES tickets (id) ON DELETE CASCADE
);
CREATE TABLE web_sessions (
	token_hash TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	started_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_web_sessions PRIMARY KEY (token_hash), 
	CONSTRAINT fk_web_sessions_person_id FOREIGN KEY(person_id) REFERENCES people (id)
);
CREATE TABLE closures (
	id INTEGER NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	reason TEXT NOT NULL, 
	document TEXT NOT NULL, 
	loaded_at DATETIME NOT NULL, 
	loaded_by TEXT NOT NULL, 
	withdraws INTEGER, 
	CONSTRAINT pk_closures PRIMARY KEY (id)
);
CREATE INDEX ix_people_department_id ON people (department_id);
CREATE INDEX ix_people_mobile_index ON people (mobile_index);
CREATE INDEX ix_accounts_person_id ON accounts (person_id);
CREATE INDEX ix_stand_ins_deputy_id ON stand_ins (deputy_id);
CREATE INDEX ix_stand_ins_person_id ON stand_ins (person_id);
CREATE INDEX ix_entries_department_id ON entries (department_id);
CREATE INDEX ix_tickets_closed ON tickets (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX ix_tickets_filed_at ON tickets (filed_at);
CREATE INDEX ix_tickets_open_department ON tickets (department_id, state) WHERE closed_at IS NULL AND department_id IS NOT NULL;
CREATE INDEX ix_tickets_open_handler ON tickets (handler_id) WHERE closed_at IS NULL AND handler_id IS NOT NULL;
CREATE INDEX ix_tickets_open_state ON tickets (state, id) WHERE closed_at IS NULL;
CREATE INDEX ix_tickets_proposer_id ON tickets (proposer_id);
CREATE INDEX ix_clocks_due ON clocks (due_at, kind) WHERE stopped_at IS NULL;
CREATE INDEX ix_clocks_remind ON clocks (remind_at) WHERE stopped_at IS NULL;
CREATE INDEX ix_clocks_ticket_id ON clocks (ticket_id);
CREATE INDEX ix_history_at ON history (at);
CREATE INDEX ix_flags_entry_id ON flags (entry_id);
CREATE INDEX ix_flags_ticket_id ON flags (ticket_id);
CREATE INDEX ix_inbox_done_at ON inbox (done_at);
CREATE INDEX ix_inbox_failed ON inbox (id) WHERE state = 'failed';
CREATE INDEX ix_inbox_waiting ON inbox (platform, user_key, id) WHERE state = 'received';
CREATE INDEX ix_drafts_alive ON drafts (person_id) WHERE state IN ('active', 'parked');
CREATE INDEX ix_drafts_ticket_id ON drafts (ticket_id);
CREATE INDEX ix_attachments_draft_id ON attachments (draft_id);
CREATE INDEX ix_attachments_pending ON attachments (id) WHERE state = 'pending';
CREATE INDEX ix_attachments_sha256 ON attachments (sha256);
CREATE INDEX ix_attachments_ticket_id ON attachments (ticket_id);
CREATE INDEX ix_cards_live ON cards (ticket_id) WHERE live;
CREATE INDEX ix_cards_outbox_id ON cards (outbox_id);
CREATE INDEX ix_outbox_dead ON outbox (id) WHERE state = 'dead';
CREATE INDEX ix_outbox_pending ON outbox (lane, next_at, id) WHERE state = 'pending';
CREATE INDEX ix_outbox_ticket_id ON outbox (ticket_id);
CREATE INDEX ix_outbox_unread ON outbox (sent_at) WHERE state = 'sent' AND lane = 0;
CREATE INDEX ix_reminders_dedupe ON reminders (dedupe);
CREATE INDEX ix_reminders_found_at ON reminders (found_at);
CREATE INDEX ix_inbox_line ON inbox (id) WHERE state = 'received';
CREATE INDEX ix_erasures_ticket_id ON erasures (ticket_id);
CREATE INDEX ix_tickets_root ON tickets (root_id) WHERE root_id IS NOT NULL;
CREATE INDEX ix_tickets_city_order ON tickets (city_order) WHERE city_order <> '';
CREATE INDEX ix_flag_events_ticket_id ON flag_events (ticket_id);
CREATE INDEX ix_flag_events_waiting ON flag_events (id) WHERE queued_at IS NULL;
CREATE INDEX ix_corrections_entry ON corrections (entry_id, suggested_id);
CREATE INDEX ix_corrections_open ON corrections (id) WHERE settled_at IS NULL;
CREATE INDEX ix_correction_lines_correction_id ON correction_lines (correction_id);
CREATE INDEX ix_correction_lines_ticket ON correction_lines (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX ix_tickets_title ON tickets (title, id);
CREATE INDEX ix_tickets_ended ON tickets (outcome, id) WHERE closed_at IS NOT NULL;
CREATE INDEX ix_tickets_ended_handler ON tickets (handler_id, id) WHERE closed_at IS NOT NULL AND handler_id IS NOT NULL;
CREATE INDEX ix_history_reached ON history (department_id, ticket_id) WHERE action IN ('转交', '裁定');
CREATE INDEX ix_clocks_joint ON clocks (department_id, ticket_id) WHERE kind = '协同办理';
CREATE INDEX ix_tickets_untold ON tickets (id) WHERE to_tell <> '';
CREATE INDEX ix_tickets_pending ON tickets (id) WHERE pending <> '';
CREATE INDEX ix_tickets_unconfirmed ON tickets (id) WHERE flag_unconfirmed;
CREATE INDEX ix_archive_exports_ticket_id_seq ON archive_exports (ticket_id, seq);
CREATE INDEX ix_former_names_kind_row_id ON former_names (kind, row_id);
CREATE INDEX ix_record_log_kind_step ON record_log (kind, step);
CREATE INDEX ix_record_log_subject ON record_log (subject);
CREATE INDEX ix_readings_person_id_seq ON readings (person_id, seq);
CREATE INDEX ix_readings_ticket_id_seq ON readings (ticket_id, seq);
CREATE INDEX ix_people_name_index ON people (name_index);
CREATE INDEX ix_outbox_reader ON outbox (platform, user_index, id) WHERE state = 'pending';
CREATE INDEX ix_case_keys_key ON case_keys ("key");
CREATE INDEX ix_case_keys_ticket_id ON case_keys (ticket_id);
CREATE INDEX ix_web_sessions_person_id ON web_sessions (person_id);
CREATE INDEX ix_outbox_sending ON outbox (id) WHERE state = 'sending';
CREATE INDEX ix_outbox_taken ON outbox (platform, user_index, taken_at) WHERE taken_at IS NOT NULL;
CREATE INDEX ix_outbox_cause ON outbox (cause) WHERE cause <> '';
CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER entries_words_insert AFTER INSERT ON entries BEGIN INSERT INTO entry_words(rowid, words) VALUES (new.id, new.words); END;
CREATE TRIGGER entries_words_delete AFTER DELETE ON entries BEGIN INSERT INTO entry_words(entry_words, rowid, words) VALUES ('delete', old.id, old.words); END;
CREATE TRIGGER entries_words_update AFTER UPDATE OF words ON entries BEGIN INSERT INTO entry_words(entry_words, rowid, words) VALUES ('delete', old.id, old.words); INSERT INTO entry_words(rowid, words) VALUES (new.id, new.words); END;
CREATE TRIGGER quality_reports_no_update BEFORE UPDATE ON quality_reports BEGIN SELECT RAISE(ABORT, 'quality reports are final'); END;
CREATE TRIGGER quality_reports_no_delete BEFORE DELETE ON quality_reports BEGIN SELECT RAISE(ABORT, 'quality reports are final'); END;
CREATE TRIGGER erasures_no_update BEFORE UPDATE ON erasures BEGIN SELECT RAISE(ABORT, 'erasures are final'); END;
CREATE TRIGGER erasures_no_delete BEFORE DELETE ON erasures BEGIN SELECT RAISE(ABORT, 'erasures are final'); END;
CREATE TRIGGER deeds_no_delete BEFORE DELETE ON deeds BEGIN SELECT RAISE(ABORT, 'deeds are final'); END;
CREATE TRIGGER correction_lines_no_delete BEFORE DELETE ON correction_lines BEGIN SELECT RAISE(ABORT, 'the lines of catalogue corrections are final'); END;
CREATE TRIGGER record_log_no_update BEFORE UPDATE ON record_log BEGIN SELECT RAISE(ABORT, 'the record is final'); END;
CREATE TRIGGER record_log_no_delete BEFORE DELETE ON record_log BEGIN SELECT RAISE(ABORT, 'the record is final'); END;
CREATE TRIGGER record_heads_no_update BEFORE UPDATE ON record_heads BEGIN SELECT RAISE(ABORT, 'the record is final'); END;
CREATE TRIGGER record_heads_no_delete BEFORE DELETE ON record_heads BEGIN SELECT RAISE(ABORT, 'the record is final'); END;
CREATE TRIGGER record_epochs_no_delete BEFORE DELETE ON record_epochs BEGIN SELECT RAISE(ABORT, 'the record is final'); END;
CREATE TRIGGER import_lists_no_delete BEFORE DELETE ON import_lists BEGIN SELECT RAISE(ABORT, 'the record is final'); END;
CREATE TRIGGER readings_no_delete BEFORE DELETE ON readings BEGIN SELECT RAISE(ABORT, 'readings are final'); END;
CREATE TRIGGER readings_no_update BEFORE UPDATE OF seq, at, kind, digest, hash ON readings BEGIN SELECT RAISE(ABORT, 'readings are final'); END;
CREATE TRIGGER correction_lines_no_update BEFORE UPDATE OF id, correction_id, act, at, person_id, acting_for, ticket_id, seq, before_id, after_id ON correction_lines BEGIN SELECT RAISE(ABORT, 'the lines of catalogue corrections are final'); END;
CREATE TRIGGER deeds_no_update BEFORE UPDATE OF id, at, person_id, act, subject ON deeds BEGIN SELECT RAISE(ABORT, 'deeds are final'); END;
CREATE TRIGGER correction_lines_no_clear BEFORE UPDATE OF reason ON correction_lines WHEN NEW.reason NOT LIKE 'v1:%' BEGIN SELECT RAISE(ABORT, 'the lines of catalogue corrections are final'); END;
CREATE TRIGGER deeds_no_clear BEFORE UPDATE OF note ON deeds WHEN NEW.note NOT LIKE 'v1:%' BEGIN SELECT RAISE(ABORT, 'deeds are final'); END;
CREATE TRIGGER closures_no_update BEFORE UPDATE ON closures BEGIN SELECT RAISE(ABORT, 'closures are final'); END;
CREATE TRIGGER closures_no_delete BEFORE DELETE ON closures BEGIN SELECT RAISE(ABORT, 'closures are final'); END;
INSERT INTO alembic_version VALUES ('0034');
