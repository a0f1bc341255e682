/** Everything belongs to Letta's default organization: there is one only. */
export const ORGANIZATION_ID = 'org-00000000-0000-4000-8000-000000000000';
