"""District and park: annual plan, problems, proposals, opinions, meetings, joint projects (domain: 연계·협업)."""
