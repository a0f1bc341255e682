import type { BlockRow } from '../storage/block-rows.js';

/** A block as Letta tells it. */
export function toBlockResponse(block: BlockRow) {
  return {
    value: block.value,
    limit: block.limit,
    project_id: null,
    template_name: null,
    is_template: false,
    template_id: null,
    base_template_id: null,
    deployment_id: null,
    entity_id: null,
    preserve_on_migration: false,
    label: block.label,
    read_only: block.readOnly,
    description: block.description,
    metadata: block.metadata,
    hidden: block.hidden,
    id: block.id,
    created_by_id: null,
    last_updated_by_id: null,
    tags: block.tags,
  };
}

/** A block inside an agent, where Letta leaves its tags out. */
export function toBlockOfAgent(block: BlockRow) {
  return { ...toBlockResponse(block), tags: [] };
}
