import { ORGANIZATION_ID } from './organization.js';
import type { PassageRow } from '../storage/passage-store.js';

/** A passage as Letta tells it. */
export function toPassageResponse(passage: PassageRow) {
  return {
    created_by_id: null,
    last_updated_by_id: null,
    created_at: passage.createdAt,
    updated_at: passage.updatedAt,
    is_deleted: false,
    organization_id: ORGANIZATION_ID,
    archive_id: passage.archiveId,
    source_id: null,
    file_id: null,
    file_name: null,
    metadata: passage.metadata,
    tags: passage.tags.length === 0 ? null : passage.tags,
    id: passage.id,
    text: passage.text,
    embedding: null,
    embedding_config: null,
  };
}
