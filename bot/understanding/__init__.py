"""What is meant becomes an answer: which ticket, which act this person may do now, a preview, or a question back."""
