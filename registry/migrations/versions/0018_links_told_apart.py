"""A link of the chain is hashed of the one before and of the hash of all that it tells.

No table changes: links are entered in the new form from here on, and an Onward that does not know it may not write. One
link is entered here, which binds the hashes of all before it: of those a copy may keep silent too.
"""

import hashlib
import json
import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from registry.tables.base import INSTANT

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

WORDS = ('actor', 'deed', 'table', 'subject_id', 'salt', 'content_sha256', 'previous', 'sha256')
AUDIT = sa.table(
    'audit', sa.column('seq'), sa.column('at', INSTANT), sa.column('content', sa.JSON), *map(sa.column, WORDS)
)


def upgrade() -> None:
    connection = op.get_bind()
    hashes = list(connection.execute(sa.select(AUDIT.c.sha256).order_by(AUDIT.c.seq)).scalars())
    if hashes:
        connection.execute(sa.insert(AUDIT), binding(hashes))


def binding(hashes):
    """The link behind links with these hashes."""
    at, salt, told = datetime.now(UTC), secrets.token_hex(16), ['onward', 'bind', 'audit', hashes[-1]]
    content = {'links': len(hashes), 'sha256': hashlib.sha256(''.join(hashes).encode()).hexdigest()}
    content_sha256 = _sha256([salt, content])
    link = _sha256([hashes[-1], _sha256([at.isoformat(), *told, content_sha256])])
    words = dict(zip(WORDS, [*told, salt, content_sha256, hashes[-1], link], strict=True))
    return {'at': at, 'content': content, **words}


def _sha256(whole):
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def downgrade() -> None:
    """Nothing: a link that was entered stays, as every other does, and no table had changed."""
