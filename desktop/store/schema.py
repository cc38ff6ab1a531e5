"""The tables, as migration `m001_initial` makes them, and the names of all migrations.

Layout: `mention` is narrow (what filters and orders need) and holds only visible mentions;
`body` holds the texts of visible and deleted ones under the same id. Lists and counts touch
the narrow table and its indexes; only the rows that are shown are read from `body`.
Tally tables are kept exact by triggers and are all the rail of the window ever reads.
Later steps get a file of their own; this text never changes once published.
"""

from __future__ import annotations

STEPS = ("m001_initial", "m002_watching")

TABLES = (
    """CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE import_mapping (
        fingerprint TEXT PRIMARY KEY, mapping TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE saved_search (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE,
        filter TEXT NOT NULL) STRICT""",
    """CREATE TABLE person (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE) STRICT""",
    """CREATE TABLE tag (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE) STRICT""",
    # Stretches of time in which a source was looked at again and again.
    """CREATE TABLE look (
        source_id INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
        PRIMARY KEY (source_id, since)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE topic (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL, query TEXT NOT NULL, is_expert INTEGER NOT NULL,
        find TEXT NOT NULL, variants TEXT NOT NULL, exclude TEXT NOT NULL) STRICT""",
    """CREATE TABLE source (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, name_key TEXT NOT NULL,
        kind TEXT NOT NULL, fields TEXT NOT NULL, interval_min INTEGER NOT NULL,
        keep TEXT NOT NULL, is_on INTEGER NOT NULL, is_removed INTEGER NOT NULL DEFAULT 0,
        cursor TEXT, health TEXT NOT NULL, reason TEXT, detail TEXT NOT NULL DEFAULT '',
        failures INTEGER NOT NULL DEFAULT 0, last_try_at INTEGER, last_ok_at INTEGER,
        next_at INTEGER, warnings TEXT NOT NULL DEFAULT '{}') STRICT""",
    """CREATE UNIQUE INDEX source_name ON source(name_key) WHERE NOT is_removed""",
    """CREATE TABLE author (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, handle TEXT, name TEXT) STRICT""",
    """CREATE INDEX author_handle ON author(handle) WHERE handle IS NOT NULL""",
    """CREATE INDEX author_name ON author(name) WHERE name IS NOT NULL""",
    """CREATE TABLE erased_author (digest TEXT PRIMARY KEY) STRICT, WITHOUT ROWID""",
    """CREATE TABLE body (
        id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL REFERENCES source(id),
        external_id TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
        url TEXT, author_name TEXT, author_handle TEXT, author_url TEXT, author_followers INTEGER,
        is_dated INTEGER NOT NULL, edited_at INTEGER, seen_at INTEGER NOT NULL, language TEXT,
        likes INTEGER, replies INTEGER, reposts INTEGER, views INTEGER, rating REAL,
        parent_url TEXT, tone_by TEXT, deciding TEXT NOT NULL, digest INTEGER NOT NULL,
        page INTEGER,
        UNIQUE (source_id, external_id)) STRICT""",
    # A hash of the normal address, by which imports find what a live source has brought.
    """CREATE INDEX body_page ON body(page) WHERE page IS NOT NULL""",
    """CREATE TABLE mention (
        id INTEGER PRIMARY KEY REFERENCES body(id),
        source_id INTEGER NOT NULL, status INTEGER NOT NULL DEFAULT 0,
        tone INTEGER NOT NULL, score REAL, engagement INTEGER NOT NULL,
        author_id INTEGER, assignee_id INTEGER REFERENCES person(id),
        fold_key INTEGER, repeat_of INTEGER,
        negativity REAL GENERATED ALWAYS AS (coalesce(-score, -2.0)) VIRTUAL) STRICT""",
    """CREATE INDEX mention_status ON mention(status)""",
    """CREATE INDEX mention_source ON mention(source_id)""",
    """CREATE INDEX mention_tone ON mention(tone)""",
    """CREATE INDEX mention_negativity ON mention(tone, negativity)""",
    """CREATE INDEX mention_engagement ON mention(engagement)""",
    """CREATE INDEX mention_author ON mention(author_id) WHERE author_id IS NOT NULL""",
    """CREATE INDEX mention_assignee ON mention(assignee_id) WHERE assignee_id IS NOT NULL""",
    """CREATE INDEX mention_fold ON mention(fold_key)
        WHERE fold_key IS NOT NULL AND repeat_of IS NULL""",
    """CREATE INDEX mention_repeat ON mention(repeat_of) WHERE repeat_of IS NOT NULL""",
    """CREATE TABLE mention_topic (
        topic_id INTEGER NOT NULL, mention_id INTEGER NOT NULL, spans TEXT NOT NULL,
        PRIMARY KEY (topic_id, mention_id)) STRICT, WITHOUT ROWID""",
    """CREATE INDEX mention_topic_back ON mention_topic(mention_id)""",
    """CREATE TABLE mention_tag (
        tag_id INTEGER NOT NULL REFERENCES tag(id),
        mention_id INTEGER NOT NULL REFERENCES body(id) ON DELETE CASCADE,
        PRIMARY KEY (tag_id, mention_id)) STRICT, WITHOUT ROWID""",
    """CREATE INDEX mention_tag_back ON mention_tag(mention_id)""",
    """CREATE TABLE note (
        id INTEGER PRIMARY KEY, mention_id INTEGER NOT NULL REFERENCES body(id) ON DELETE CASCADE,
        written_at INTEGER NOT NULL, text TEXT NOT NULL) STRICT""",
    """CREATE INDEX note_mention ON note(mention_id)""",
    """CREATE TABLE attachment (
        id INTEGER PRIMARY KEY, mention_id INTEGER NOT NULL REFERENCES body(id) ON DELETE CASCADE,
        name TEXT NOT NULL, media_type TEXT NOT NULL, sha256 TEXT NOT NULL,
        added_at INTEGER NOT NULL, content BLOB NOT NULL) STRICT""",
    """CREATE INDEX attachment_mention ON attachment(mention_id)""",
    """CREATE TABLE bin (
        id INTEGER PRIMARY KEY REFERENCES body(id), deleted_at INTEGER NOT NULL,
        content TEXT NOT NULL) STRICT""",
    """CREATE TABLE tombstone (
        source_id INTEGER NOT NULL, digest INTEGER NOT NULL,
        PRIMARY KEY (source_id, digest)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE step (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL,
        value TEXT NOT NULL, before TEXT NOT NULL, count INTEGER NOT NULL,
        is_undone INTEGER NOT NULL DEFAULT 0) STRICT""",
    # Forms are nothing but folded letters and digits, so the simplest tokenizer is right: it
    # takes every character beyond ASCII as part of a word.
    """CREATE VIRTUAL TABLE word_index USING fts5(
        words, columnsize=0, prefix='2', tokenize='ascii')""",
    """CREATE TABLE word_form (
        key TEXT NOT NULL, form TEXT NOT NULL, PRIMARY KEY (key, form)) STRICT, WITHOUT ROWID""",
    """CREATE INDEX word_form_back ON word_form(form)""",
)

TALLIES = (
    """CREATE TABLE tally (
        source_id INTEGER NOT NULL, status INTEGER NOT NULL, tone INTEGER NOT NULL,
        n INTEGER NOT NULL, PRIMARY KEY (source_id, status, tone)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE tally_topic (
        topic_id INTEGER NOT NULL, status INTEGER NOT NULL, n INTEGER NOT NULL,
        PRIMARY KEY (topic_id, status)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE tally_hour (
        hour INTEGER NOT NULL, tone INTEGER NOT NULL, n INTEGER NOT NULL,
        PRIMARY KEY (hour, tone)) STRICT, WITHOUT ROWID""",
)

_COUNT_IN = """
    INSERT INTO tally VALUES (new.source_id, new.status, new.tone, 1)
        ON CONFLICT DO UPDATE SET n = n + 1;
    INSERT INTO tally_hour VALUES ((new.id >> 20) / 3600, new.tone, 1)
        ON CONFLICT DO UPDATE SET n = n + 1;"""
_COUNT_OUT = """
    UPDATE tally SET n = n - 1
        WHERE source_id = old.source_id AND status = old.status AND tone = old.tone;
    UPDATE tally_hour SET n = n - 1 WHERE hour = (old.id >> 20) / 3600 AND tone = old.tone;"""

TRIGGERS = (
    f"CREATE TRIGGER mention_counted AFTER INSERT ON mention BEGIN {_COUNT_IN} END",
    # The matches go first, while the status they are tallied under can still be looked up.
    """CREATE TRIGGER mention_unmatched BEFORE DELETE ON mention BEGIN
        DELETE FROM mention_topic WHERE mention_id = old.id; END""",
    f"CREATE TRIGGER mention_uncounted AFTER DELETE ON mention BEGIN {_COUNT_OUT} END",
    f"""CREATE TRIGGER mention_recounted AFTER UPDATE OF source_id, status, tone ON mention
        BEGIN {_COUNT_OUT} {_COUNT_IN} END""",
    """CREATE TRIGGER mention_retallied AFTER UPDATE OF status ON mention
        WHEN old.status <> new.status BEGIN
        UPDATE tally_topic SET n = n - 1 WHERE status = old.status AND topic_id IN
            (SELECT topic_id FROM mention_topic WHERE mention_id = new.id);
        INSERT INTO tally_topic
            SELECT topic_id, new.status, 1 FROM mention_topic WHERE mention_id = new.id
            ON CONFLICT DO UPDATE SET n = n + 1; END""",
    """CREATE TRIGGER topic_counted AFTER INSERT ON mention_topic BEGIN
        INSERT INTO tally_topic
            SELECT new.topic_id, status, 1 FROM mention WHERE id = new.mention_id
            ON CONFLICT DO UPDATE SET n = n + 1; END""",
    """CREATE TRIGGER topic_uncounted BEFORE DELETE ON mention_topic BEGIN
        UPDATE tally_topic SET n = n - 1 WHERE topic_id = old.topic_id AND status =
            (SELECT status FROM mention WHERE id = old.mention_id); END""",
)

STATEMENTS = (*TABLES, *TALLIES, *TRIGGERS)
NAMES = ("body", "mention", "mention_topic", "source", "topic", "setting", "word_index", "step")
"""Tables without which a file is not a store of this program."""
