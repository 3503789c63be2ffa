"""What makes a page a lesson: predictions, exercises, quizzes, terms, and a learner's progress."""
