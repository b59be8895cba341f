/** The statuses in which a check holds a run until a person decides in HCP Terraform. */
export type HoldingStatus =
  | 'pre_plan_awaiting_decision'
  | 'tf_policy_override'
  | 'post_plan_awaiting_decision'
  | 'policy_override'
  | 'pre_apply_awaiting_decision';
