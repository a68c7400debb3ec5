"""The first tables."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import registry.tables.base

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('activity',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('controller_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('purposes', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('legal_basis', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('data_subjects', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('data_categories', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('retention', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('notes', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_activity'))
    )
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_controller_id'), ['controller_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_recorded_at'), ['recorded_at'], unique=False)

    op.create_table('agreement',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('engagement_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('kind', sa.Enum('dpa', 'scc', 'joint_arrangement', name='agreementkind', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('version_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('modules', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('annexes_complete', sa.Boolean(), nullable=True),
    sa.Column('authorisation', sa.Enum('specific', 'general', name='authorisation', native_enum=False, create_constraint=True, length=64), nullable=True),
    sa.Column('notice_days', sa.Integer(), nullable=True),
    sa.Column('objection_days', sa.Integer(), nullable=True),
    sa.Column('notes', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_agreement'))
    )
    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agreement_engagement_id'), ['engagement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreement_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_agreement_recorded_at'), ['recorded_at'], unique=False)

    op.create_table('alert',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('fingerprint', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('event', sa.Enum('vendor.policy_changed', 'vendor.subprocessor_added', 'vendor.subprocessor_removed', 'vendor.source_unreachable', 'transfer.verdict_changed', 'dpa.expiring', 'objection.due', 'law.changed', 'review.due', name='event', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('severity', sa.Enum('critical', 'high', 'medium', 'low', 'none', name='severity', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('body', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('change_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('controller_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('deadline_on', sa.Date(), nullable=True),
    sa.Column('created_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alert')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_alert_fingerprint'))
    )
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_alert_change_id'), ['change_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_alert_controller_id'), ['controller_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_alert_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_alert_event'), ['event'], unique=False)
        batch_op.create_index(batch_op.f('ix_alert_service_id'), ['service_id'], unique=False)

    op.create_table('assessment',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('transfer_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('known_absent', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('concluded_on', sa.Date(), nullable=True),
    sa.Column('concluded_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('outcome', sa.Enum('effective', 'effective_with_measures', 'not_effective', name='assessmentoutcome', native_enum=False, create_constraint=True, length=64), nullable=True),
    sa.Column('review_due_on', sa.Date(), nullable=True),
    sa.Column('requires', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('relies_on', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_assessment'))
    )
    with op.batch_alter_table('assessment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_assessment_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_recorded_at'), ['recorded_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_assessment_transfer_id'), ['transfer_id'], unique=False)

    op.create_table('audit',
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('actor', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('deed', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('table', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('subject_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('content', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('previous', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_audit')),
    sa.UniqueConstraint('sha256', name=op.f('uq_audit_sha256'))
    )
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_subject_id'), ['subject_id'], unique=False)

    op.create_table('certification',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('organisation_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('framework', sa.Enum('safe-harbour', 'privacy-shield', 'eu-us-dpf', 'uk-us-bridge', 'swiss-us-dpf', name='framework', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('covers', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('seen_in', sa.Enum('register', 'vendor', name='seenin', native_enum=False, create_constraint=True, length=64), nullable=True),
    sa.Column('state', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.Column('recertify_by', sa.Date(), nullable=True),
    sa.Column('register_id', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('register_name', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.Column('detail', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_certification'))
    )
    with op.batch_alter_table('certification', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certification_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certification_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certification_recorded_at'), ['recorded_at'], unique=False)

    op.create_table('change',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('source_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('document_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('from_version_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('to_version_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('state', sa.Enum('same', 'changed', 'returned', 'bad_capture', 'upgraded', name='capturestate', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('material', sa.Boolean(), nullable=False),
    sa.Column('kinds', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('changes', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('severity', sa.Enum('critical', 'high', 'medium', 'low', 'none', name='severity', native_enum=False, create_constraint=True, length=64), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change'))
    )
    with op.batch_alter_table('change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_change_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_change_recorded_at'), ['recorded_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_change_service_id'), ['service_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_change_source_id'), ['source_id'], unique=False)

    op.create_table('cited_source',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('what', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('licence', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('url', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('dated', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('superseded_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('superseded_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cited_source'))
    )
    with op.batch_alter_table('cited_source', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cited_source_key'), ['key'], unique=False)
        batch_op.create_index(batch_op.f('ix_cited_source_recorded_at'), ['recorded_at'], unique=False)

    op.create_table('claim',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('subject_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('field', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('value', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('document_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('version_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('quote', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('start', sa.Integer(), nullable=True),
    sa.Column('end', sa.Integer(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('superseded_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('superseded_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=True),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim'))
    )
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_field'), ['field'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_recorded_at'), ['recorded_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_subject_id'), ['subject_id'], unique=False)

    op.create_table('delivery',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('alert_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('channel', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('target', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'delivered', 'given_up', name='deliverystate', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('delivered_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('trouble', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery'))
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delivery_alert_id'), ['alert_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_delivery_due_at'), ['due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_delivery_state'), ['state'], unique=False)

    op.create_table('derogation',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('transfer_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('known_absent', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('article', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('conditions', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_derogation'))
    )
    with op.batch_alter_table('derogation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_derogation_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_derogation_recorded_at'), ['recorded_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_derogation_transfer_id'), ['transfer_id'], unique=False)

    op.create_table('document',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('controller_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('organisation_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('services', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('kind', sa.Enum('notice', 'dpa', 'sub_processor_list', 'certificate', 'terms', 'other', name='documentkind', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('url', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('dated', sa.Date(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.Column('detail', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_document'))
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_controller_id'), ['controller_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_recorded_at'), ['recorded_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_service_id'), ['service_id'], unique=False)

    op.create_table('engagement',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('controller_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('name_as_written', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('contracting_party_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('stated_in_our_notice', sa.Enum('processor', 'joint_controller', 'independent_controller', 'recipient', 'authority', 'sub_processor', 'controller', 'not_a_recipient', name='stated_in_our_notice', native_enum=False, create_constraint=True, length=64), nullable=True),
    sa.Column('claimed_by_recipient', sa.Enum('processor', 'joint_controller', 'independent_controller', 'recipient', 'authority', 'sub_processor', 'controller', 'not_a_recipient', name='claimed_by_recipient', native_enum=False, create_constraint=True, length=64), nullable=True),
    sa.Column('decided_by_us', sa.Enum('processor', 'joint_controller', 'independent_controller', 'recipient', 'authority', 'sub_processor', 'controller', 'not_a_recipient', name='decided_by_us', native_enum=False, create_constraint=True, length=64), nullable=True),
    sa.Column('decided_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('activities', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('data_categories', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('hr_data', sa.Boolean(), nullable=True),
    sa.Column('automated', sa.Boolean(), nullable=True),
    sa.Column('systematic', sa.Boolean(), nullable=True),
    sa.Column('notes', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_engagement'))
    )
    with op.batch_alter_table('engagement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_engagement_contracting_party_id'), ['contracting_party_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_engagement_controller_id'), ['controller_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_engagement_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_engagement_recorded_at'), ['recorded_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_engagement_service_id'), ['service_id'], unique=False)

    op.create_table('joint_control',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('controller_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('other_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('activities', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('arrangement', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('essence_available', sa.Boolean(), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_joint_control'))
    )
    with op.batch_alter_table('joint_control', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_joint_control_controller_id'), ['controller_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_joint_control_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_joint_control_other_id'), ['other_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_joint_control_recorded_at'), ['recorded_at'], unique=False)

    op.create_table('law_book',
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('files', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('loaded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_law_book'))
    )
    with op.batch_alter_table('law_book', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_law_book_loaded_at'), ['loaded_at'], unique=False)

    op.create_table('location',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('manner', sa.Enum('storage', 'remote_access', 'onward', name='manner', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('country', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=True),
    sa.Column('as_written', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('choice', sa.Boolean(), nullable=False),
    sa.Column('open_ended', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_location'))
    )
    with op.batch_alter_table('location', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_location_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_location_recorded_at'), ['recorded_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_location_service_id'), ['service_id'], unique=False)

    op.create_table('measure',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('transfer_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('known_absent', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('implemented_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_measure'))
    )
    with op.batch_alter_table('measure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_measure_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_measure_recorded_at'), ['recorded_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_measure_transfer_id'), ['transfer_id'], unique=False)

    op.create_table('name',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('subject_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('folded', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('note', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_name'))
    )
    with op.batch_alter_table('name', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_name_folded'), ['folded'], unique=False)
        batch_op.create_index(batch_op.f('ix_name_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_name_recorded_at'), ['recorded_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_name_subject_id'), ['subject_id'], unique=False)

    op.create_table('objection',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('engagement_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('change_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('state', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('notice_came', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('sent_on', sa.Date(), nullable=True),
    sa.Column('received_on', sa.Date(), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=True),
    sa.Column('deadline_on', sa.Date(), nullable=True),
    sa.Column('opened_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection'))
    )
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_objection_deadline_on'), ['deadline_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_objection_engagement_id'), ['engagement_id'], unique=False)

    op.create_table('organisation',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('kind', sa.Enum('legal_person', 'group', 'public_body', 'named_only', name='organisationkind', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('country', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=True),
    sa.Column('registration', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('parent_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('relation', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('contact', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('is_controller', sa.Boolean(), nullable=False),
    sa.Column('public_powers', sa.Boolean(), nullable=True),
    sa.Column('invented', sa.Boolean(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.Column('detail', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_organisation'))
    )
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organisation_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_organisation_name'), ['name'], unique=False)
        batch_op.create_index(batch_op.f('ix_organisation_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_organisation_recorded_at'), ['recorded_at'], unique=False)

    op.create_table('person',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('email', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('role', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('controllers', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('password', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('created_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('ended_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email'))
    )
    op.create_table('proposal',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('fingerprint', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('subject_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('field', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('deed', sa.Enum('add', 'end', 'change', name='deed', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('value', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('before', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('document_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('change_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('version_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('snapshot_sha256', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('quote', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('start', sa.Integer(), nullable=False),
    sa.Column('end', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'accepted', 'edited', 'rejected', 'superseded', name='proposalstate', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('proposed_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('decided_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('decided_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('edited_value', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('flips', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('superseded_by', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal')),
    sa.UniqueConstraint('fingerprint', name=op.f('uq_proposal_fingerprint'))
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_proposal_change_id'), ['change_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_proposed_at'), ['proposed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_proposal_subject_id'), ['subject_id'], unique=False)

    op.create_table('reading',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('version_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('reader', sa.Integer(), nullable=False),
    sa.Column('found', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reading'))
    )
    with op.batch_alter_table('reading', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reading_version_id'), ['version_id'], unique=False)

    op.create_table('review',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('engagement_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('owner', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('state', sa.Enum('up_to_date', 'due_soon', 'in_progress', 'overdue', name='reviewstate', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('dpo_advice', sa.Enum('supports', 'supports_with_remarks', 'advises_against', name='dpoadvice', native_enum=False, create_constraint=True, length=64), nullable=True),
    sa.Column('decision', sa.Enum('approved', 'approved_with_conditions', 'rejected', name='reviewdecision', native_enum=False, create_constraint=True, length=64), nullable=True),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('opened_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('decided_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('decided_by', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review'))
    )
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_review_due_on'), ['due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_review_engagement_id'), ['engagement_id'], unique=False)

    op.create_table('safeguard',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('transfer_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('known_absent', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('kind', sa.Enum('scc', 'bcr', 'authority_clauses', 'code_of_conduct', 'certification', 'public_bodies_instrument', 'ad_hoc_clauses', 'administrative_arrangement', name='safeguardkind', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('act', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('modules', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('annexes_complete', sa.Boolean(), nullable=True),
    sa.Column('combined_with_eu_data', sa.Boolean(), nullable=True),
    sa.Column('processing_unchanged', sa.Boolean(), nullable=True),
    sa.Column('type', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('covers_importer', sa.Boolean(), nullable=True),
    sa.Column('approved_on', sa.Date(), nullable=True),
    sa.Column('authorised_on', sa.Date(), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_safeguard'))
    )
    with op.batch_alter_table('safeguard', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_safeguard_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_safeguard_recorded_at'), ['recorded_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_safeguard_transfer_id'), ['transfer_id'], unique=False)

    op.create_table('service',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('organisation_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('category', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('data_categories', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('purposes', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('detection', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('notice_days', sa.Integer(), nullable=True),
    sa.Column('objection_days', sa.Integer(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.Column('detail', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_service'))
    )
    with op.batch_alter_table('service', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_name'), ['name'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_recorded_at'), ['recorded_at'], unique=False)

    op.create_table('snapshot',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('source_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('fetched_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content_type', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('final_url', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('by_hand', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_snapshot'))
    )
    with op.batch_alter_table('snapshot', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_snapshot_sha256'), ['sha256'], unique=False)
        batch_op.create_index(batch_op.f('ix_snapshot_source_id'), ['source_id'], unique=False)

    op.create_table('source',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('document_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('kind', sa.Enum('notice', 'dpa', 'sub_processor_list', 'certificate', 'terms', 'other', name='documentkind', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('url', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('host', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('state', sa.Enum('verified', 'changed', 'unreachable', 'blocked', 'paused', name='sourcestate', native_enum=False, create_constraint=True, length=64), nullable=True),
    sa.Column('paused', sa.Boolean(), nullable=False),
    sa.Column('every_days', sa.Integer(), nullable=True),
    sa.Column('due_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('checked_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('verified_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('changed_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('etag', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('last_modified', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('validators_url', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('body_sha256', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True),
    sa.Column('version_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('trouble', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('troubled_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_source'))
    )
    with op.batch_alter_table('source', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_source_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_source_due_at'), ['due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_source_host'), ['host'], unique=False)
        batch_op.create_index(batch_op.f('ix_source_service_id'), ['service_id'], unique=False)

    op.create_table('subprocessor_list',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('organisation_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('document_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('url', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('dated', sa.Date(), nullable=True),
    sa.Column('complete', sa.Boolean(), nullable=False),
    sa.Column('newer_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('notice_days', sa.Integer(), nullable=True),
    sa.Column('detail', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_subprocessor_list'))
    )
    with op.batch_alter_table('subprocessor_list', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_subprocessor_list_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_subprocessor_list_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_subprocessor_list_recorded_at'), ['recorded_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_subprocessor_list_service_id'), ['service_id'], unique=False)

    op.create_table('subprocessor_row',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('service_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('document_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('list_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('engagement_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('parent_row_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('name_as_written', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('organisation_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('named_service_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('purpose', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('places', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('seat', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=True),
    sa.Column('role', sa.Enum('processor', 'joint_controller', 'independent_controller', 'recipient', 'authority', 'sub_processor', 'controller', 'not_a_recipient', name='role', native_enum=False, create_constraint=True, length=64), nullable=True),
    sa.Column('contracting_party_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=True),
    sa.Column('scope', sqlmodel.sql.sqltypes.AutoString(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=True),
    sa.Column('detail', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_subprocessor_row'))
    )
    with op.batch_alter_table('subprocessor_row', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_subprocessor_row_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_subprocessor_row_engagement_id'), ['engagement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_subprocessor_row_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_subprocessor_row_list_id'), ['list_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_subprocessor_row_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_subprocessor_row_recorded_at'), ['recorded_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_subprocessor_row_service_id'), ['service_id'], unique=False)

    op.create_table('subscription',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('channel', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('target', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('least_severity', sa.Enum('critical', 'high', 'medium', 'low', 'none', name='severity', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('created_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subscription'))
    )
    op.create_table('task',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('subject_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('opened_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task'))
    )
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_task_due_on'), ['due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_task_subject_id'), ['subject_id'], unique=False)

    op.create_table('token',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('user_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('scopes', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('created_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('expires_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_token')),
    sa.UniqueConstraint('sha256', name=op.f('uq_token_sha256'))
    )
    with op.batch_alter_table('token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_token_user_id'), ['user_id'], unique=False)

    op.create_table('transfer',
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('grade', sa.Enum('primary', 'primary_copy', 'secondary_official', 'secondary', 'memory', name='grade', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('retired_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.Column('origin', sa.Enum('data', 'import', 'person', name='origin', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('engagement_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('hop_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('destination', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=True),
    sa.Column('manner', sa.Enum('storage', 'remote_access', 'onward', name='manner', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('exporter', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('importer', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('access_from', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('same_legal_entity', sa.Boolean(), nullable=True),
    sa.Column('hr_data', sa.Boolean(), nullable=True),
    sa.Column('automated', sa.Boolean(), nullable=True),
    sa.Column('systematic', sa.Boolean(), nullable=True),
    sa.Column('received_under', sa.Enum('scc', 'dpf', 'adequacy', 'bcr', 'derogation', name='receivedunder', native_enum=False, create_constraint=True, length=64), nullable=True),
    sa.Column('onward_terms', sa.Enum('equivalent', 'dpf_onward_contract', 'importer_law', name='onwardterms', native_enum=False, create_constraint=True, length=64), nullable=True),
    sa.Column('known_absent', sa.JSON(none_as_null=True), nullable=True),
    sa.PrimaryKeyConstraint('row', name=op.f('pk_transfer'))
    )
    with op.batch_alter_table('transfer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_transfer_engagement_id'), ['engagement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_transfer_hop_id'), ['hop_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_transfer_id'), ['id'], unique=False)
        batch_op.create_index(batch_op.f('ix_transfer_recorded_at'), ['recorded_at'], unique=False)

    op.create_table('verdict',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('transfer_key', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('engagement_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('controller_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('path', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('verdict', sa.Enum('unsupported', 'incomplete', 'unknown', 'derogation', 'safeguarded', 'covered', 'not_a_transfer', name='verdict', native_enum=False, create_constraint=True, length=64), nullable=False),
    sa.Column('answer', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('law', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('judged_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.Column('replaced_at', registry.tables.base.Instant(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_verdict'))
    )
    with op.batch_alter_table('verdict', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_verdict_controller_id'), ['controller_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_verdict_engagement_id'), ['engagement_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_verdict_judged_at'), ['judged_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_verdict_transfer_key'), ['transfer_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_verdict_verdict'), ['verdict'], unique=False)

    op.create_table('version',
    sa.Column('id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('document_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('snapshot_id', sqlmodel.sql.sqltypes.AutoString(length=80), nullable=False),
    sa.Column('text_sha256', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('declared_on', sa.Date(), nullable=True),
    sa.Column('extractor', sa.Integer(), nullable=False),
    sa.Column('reader', sa.Integer(), nullable=False),
    sa.Column('recorded_at', registry.tables.base.Instant(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_version'))
    )
    with op.batch_alter_table('version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_version_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_version_recorded_at'), ['recorded_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_version_snapshot_id'), ['snapshot_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_version_text_sha256'), ['text_sha256'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_version_text_sha256'))
        batch_op.drop_index(batch_op.f('ix_version_snapshot_id'))
        batch_op.drop_index(batch_op.f('ix_version_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_version_document_id'))

    op.drop_table('version')
    with op.batch_alter_table('verdict', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_verdict_verdict'))
        batch_op.drop_index(batch_op.f('ix_verdict_transfer_key'))
        batch_op.drop_index(batch_op.f('ix_verdict_judged_at'))
        batch_op.drop_index(batch_op.f('ix_verdict_engagement_id'))
        batch_op.drop_index(batch_op.f('ix_verdict_controller_id'))

    op.drop_table('verdict')
    with op.batch_alter_table('transfer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_transfer_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_transfer_id'))
        batch_op.drop_index(batch_op.f('ix_transfer_hop_id'))
        batch_op.drop_index(batch_op.f('ix_transfer_engagement_id'))

    op.drop_table('transfer')
    with op.batch_alter_table('token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_token_user_id'))

    op.drop_table('token')
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_task_subject_id'))
        batch_op.drop_index(batch_op.f('ix_task_due_on'))

    op.drop_table('task')
    op.drop_table('subscription')
    with op.batch_alter_table('subprocessor_row', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_subprocessor_row_service_id'))
        batch_op.drop_index(batch_op.f('ix_subprocessor_row_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_subprocessor_row_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_subprocessor_row_list_id'))
        batch_op.drop_index(batch_op.f('ix_subprocessor_row_id'))
        batch_op.drop_index(batch_op.f('ix_subprocessor_row_engagement_id'))
        batch_op.drop_index(batch_op.f('ix_subprocessor_row_document_id'))

    op.drop_table('subprocessor_row')
    with op.batch_alter_table('subprocessor_list', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_subprocessor_list_service_id'))
        batch_op.drop_index(batch_op.f('ix_subprocessor_list_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_subprocessor_list_id'))
        batch_op.drop_index(batch_op.f('ix_subprocessor_list_document_id'))

    op.drop_table('subprocessor_list')
    with op.batch_alter_table('source', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_source_service_id'))
        batch_op.drop_index(batch_op.f('ix_source_host'))
        batch_op.drop_index(batch_op.f('ix_source_due_at'))
        batch_op.drop_index(batch_op.f('ix_source_document_id'))

    op.drop_table('source')
    with op.batch_alter_table('snapshot', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_snapshot_source_id'))
        batch_op.drop_index(batch_op.f('ix_snapshot_sha256'))

    op.drop_table('snapshot')
    with op.batch_alter_table('service', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_service_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_service_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_service_name'))
        batch_op.drop_index(batch_op.f('ix_service_id'))

    op.drop_table('service')
    with op.batch_alter_table('safeguard', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_safeguard_transfer_id'))
        batch_op.drop_index(batch_op.f('ix_safeguard_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_safeguard_id'))

    op.drop_table('safeguard')
    with op.batch_alter_table('review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_review_engagement_id'))
        batch_op.drop_index(batch_op.f('ix_review_due_on'))

    op.drop_table('review')
    with op.batch_alter_table('reading', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reading_version_id'))

    op.drop_table('reading')
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_proposal_subject_id'))
        batch_op.drop_index(batch_op.f('ix_proposal_state'))
        batch_op.drop_index(batch_op.f('ix_proposal_proposed_at'))
        batch_op.drop_index(batch_op.f('ix_proposal_document_id'))
        batch_op.drop_index(batch_op.f('ix_proposal_change_id'))

    op.drop_table('proposal')
    op.drop_table('person')
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organisation_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_organisation_parent_id'))
        batch_op.drop_index(batch_op.f('ix_organisation_name'))
        batch_op.drop_index(batch_op.f('ix_organisation_id'))

    op.drop_table('organisation')
    with op.batch_alter_table('objection', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_objection_engagement_id'))
        batch_op.drop_index(batch_op.f('ix_objection_deadline_on'))

    op.drop_table('objection')
    with op.batch_alter_table('name', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_name_subject_id'))
        batch_op.drop_index(batch_op.f('ix_name_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_name_id'))
        batch_op.drop_index(batch_op.f('ix_name_folded'))

    op.drop_table('name')
    with op.batch_alter_table('measure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_measure_transfer_id'))
        batch_op.drop_index(batch_op.f('ix_measure_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_measure_id'))

    op.drop_table('measure')
    with op.batch_alter_table('location', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_location_service_id'))
        batch_op.drop_index(batch_op.f('ix_location_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_location_id'))

    op.drop_table('location')
    with op.batch_alter_table('law_book', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_law_book_loaded_at'))

    op.drop_table('law_book')
    with op.batch_alter_table('joint_control', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_joint_control_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_joint_control_other_id'))
        batch_op.drop_index(batch_op.f('ix_joint_control_id'))
        batch_op.drop_index(batch_op.f('ix_joint_control_controller_id'))

    op.drop_table('joint_control')
    with op.batch_alter_table('engagement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_engagement_service_id'))
        batch_op.drop_index(batch_op.f('ix_engagement_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_engagement_id'))
        batch_op.drop_index(batch_op.f('ix_engagement_controller_id'))
        batch_op.drop_index(batch_op.f('ix_engagement_contracting_party_id'))

    op.drop_table('engagement')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_document_service_id'))
        batch_op.drop_index(batch_op.f('ix_document_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_document_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_document_id'))
        batch_op.drop_index(batch_op.f('ix_document_controller_id'))

    op.drop_table('document')
    with op.batch_alter_table('derogation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_derogation_transfer_id'))
        batch_op.drop_index(batch_op.f('ix_derogation_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_derogation_id'))

    op.drop_table('derogation')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_delivery_state'))
        batch_op.drop_index(batch_op.f('ix_delivery_due_at'))
        batch_op.drop_index(batch_op.f('ix_delivery_alert_id'))

    op.drop_table('delivery')
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_claim_subject_id'))
        batch_op.drop_index(batch_op.f('ix_claim_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_claim_field'))

    op.drop_table('claim')
    with op.batch_alter_table('cited_source', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cited_source_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_cited_source_key'))

    op.drop_table('cited_source')
    with op.batch_alter_table('change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_change_source_id'))
        batch_op.drop_index(batch_op.f('ix_change_service_id'))
        batch_op.drop_index(batch_op.f('ix_change_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_change_document_id'))

    op.drop_table('change')
    with op.batch_alter_table('certification', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certification_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_certification_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_certification_id'))

    op.drop_table('certification')
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_subject_id'))

    op.drop_table('audit')
    with op.batch_alter_table('assessment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assessment_transfer_id'))
        batch_op.drop_index(batch_op.f('ix_assessment_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_assessment_id'))

    op.drop_table('assessment')
    with op.batch_alter_table('alert', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_alert_service_id'))
        batch_op.drop_index(batch_op.f('ix_alert_event'))
        batch_op.drop_index(batch_op.f('ix_alert_created_at'))
        batch_op.drop_index(batch_op.f('ix_alert_controller_id'))
        batch_op.drop_index(batch_op.f('ix_alert_change_id'))

    op.drop_table('alert')
    with op.batch_alter_table('agreement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_agreement_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_agreement_id'))
        batch_op.drop_index(batch_op.f('ix_agreement_engagement_id'))

    op.drop_table('agreement')
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_recorded_at'))
        batch_op.drop_index(batch_op.f('ix_activity_id'))
        batch_op.drop_index(batch_op.f('ix_activity_controller_id'))

    op.drop_table('activity')
